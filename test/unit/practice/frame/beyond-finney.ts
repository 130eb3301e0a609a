/** What the practice network declares and finney's spec 424 does not, each with the reason; anything else fails the comparison. */
export const beyondFinney: Readonly<Record<string, string>> = {
  "SubtensorModule.CollateralLockShare":
    "bittensor 11 reads it before every registration and fails without it; 0, the default of spec 435, burns all, as 424 does",
  "SubtensorModule.CollateralDrainRatio":
    "bittensor 11 shows it among the hyperparameters and with the collateral policy; 1 by default, and nothing to drain",
  "SubtensorModule.MinerCollateral": "bittensor 11 lists collateral; there is none",
  "SubtensorModule.ChildkeyThresholdSuspended":
    "bittensor 11 asks whether child relations rest; here they never do, as in 424",
  "SubtensorModule.RootStakeUnlockInterval":
    "bittensor 11 asks how long root stake is held; 0 by default, as in 424",
  "SubtensorModule.TotalAlphaStaked":
    "bittensor 11 reads it; the sum of a subnet's stake, kept here too",
  "AdminUtils calls > Call.sudo_set_activity_cutoff_factor":
    "bittensor 11 sets the factor by it; later specs' other name of SubtensorModule.set_activity_cutoff_factor",
  "SubtensorModule.SubnetEpochConsensus":
    "bittensor 11 reads it before weights are set and fails without it; Yuma by default, all that 424 has",
  "SubtensorModule.DissolveCleanupQueue":
    "bittensor 11 reads it before a subnet is registered; here as in 424 a subnet ends at once",
  "SubtensorModule.NetworkRegistrationQueue":
    "bittensor 11 reads it before a subnet is registered; here as in 424 a subnet begins at once",
  "SubtensorModule constant MaxEpochsPerBlock":
    "bittensor 10.5 asks for it as a constant, beside the storage item of that name; 424's value",
  "Swap.AlphaSqrtPrice":
    "bittensor-cli 9 and bittensor 10 take prices from it and list no subnet without it; kept at the pool's price",
  "Swap.Positions": "bittensor-cli 9 lists liquidity from it; there is none, as in 424",
  "Swap.Ticks": "bittensor-cli 9 works out what liquidity earned with it",
  "Swap.FeeGlobalTao": "bittensor-cli 9 reads it before it lists liquidity and fails without it",
  "Swap.FeeGlobalAlpha": "bittensor-cli 9 reads it before it lists liquidity and fails without it",
  "SubtensorModule calls > Call.set_root_weights":
    "root weights are switched on here, as specs 449 to 468 had them: root's vote is part of what Hearth teaches",
  "SubtensorModule.RootWeightSettingEnabled": "their switch, which root sets",
  "SubtensorModule.RootWeightsCap":
    "how much one destination may have of a vector, 1/16 by default",
  "SubtensorModule events > Event.RootWeightsSet":
    "says that they were set; its number there, 6, is another event's at 424",
  "SubtensorModule errors > Error.RootWeightSettingDisabled":
    "they are switched off; number 158, as bittensor 11 knows it",
  "SubtensorModule errors > Error.RootWeightCapExceeded":
    "one destination has too much; number 160, as bittensor 11 knows it",
  "AdminUtils calls > Call.sudo_set_root_weight_setting_enabled": "root's way to their switch",
  "AdminUtils calls > Call.sudo_set_root_weights_cap": "root's way to their cap",
  "AdminUtils events > Event.RootWeightSettingToggled": "says that the switch was set",
  "SubtensorModule.EmissionBarRank": "the emission gate of spec 440, off until root sets its rank",
  "SubtensorModule.EmissionGateExponent": "how sharp that gate is",
  "SubtensorModule.EmissionGateBar": "the share that passes it by half",
  "AdminUtils calls > Call.sudo_set_emission_bar_rank": "root's way to the emission gate",
  "AdminUtils calls > Call.sudo_set_emission_gate_exponent": "root's way to its sharpness",
};

/** Runtime APIs likewise; metadata V14 names no APIs at all. */
export const apisBeyondFinney: Readonly<Record<string, string>> = {
  BetaBasketRuntimeApi:
    "bittensor 11 asks it before it shows a balance or stake; without baskets, as in 424, all is empty",
};

/** The differences that are allowed to nobody, and the allowances that nothing needs. */
export function unexplained(differences: readonly string[], version: number): string[] {
  const apis = version === 14 ? [] : Object.keys(apisBeyondFinney);
  const allowed = new Set([
    ...Object.keys(beyondFinney).map((item) => `${item}: ours declared, finney none`),
    ...apis.map((name) => `${name}: ours a runtime API, finney none`),
  ]);
  const left = differences.filter((difference) => !allowed.delete(difference));
  return [...left, ...[...allowed].map((line) => `no longer so: ${line}`)];
}
