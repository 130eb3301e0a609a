import type { ProxyType } from "./types.ts";

/** A call that a rule names: `Pallet.call`, or `Pallet.*` for all of a pallet. */
export type CallName = `${string}.${string}`;

/** What makes an otherwise allowed call forbidden. */
export type Condition =
  | { readonly kind: "below"; readonly argument: string; readonly limit: bigint }
  | { readonly kind: "nested"; readonly argument: string; readonly call: CallName };

/** Which calls a proxy type may make. */
export type ProxyRule =
  | { readonly mode: "allow all" }
  | { readonly mode: "deny all" }
  | { readonly mode: "deny"; readonly calls: readonly CallName[] }
  | {
      readonly mode: "allow";
      readonly calls: readonly CallName[];
      readonly except?: readonly CallName[];
      readonly conditions?: Readonly<Record<CallName, Condition>>;
    };

/** From this on a transfer is no longer small: 0.5 TAO, 0.5 alpha. */
export const SMALL_TRANSFER = 500_000_000n;

const of = (pallet: string, names: string): CallName[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name): CallName => `${pallet}.${name}`);
const below = (argument: string): Condition => ({
  kind: "below",
  argument,
  limit: SMALL_TRANSFER,
});

/**
 * The rules in the order in which finney answers them: `define_proxy_filters!` in runtime/src/lib.rs of subtensor, spec
 * 425. They name calls of finney; what this network lacks can be called by nobody.
 */
export const PROXY_RULES: readonly (readonly [ProxyType, ProxyRule])[] = [
  ["Any", { mode: "allow all" }],
  [
    "NonTransfer",
    {
      mode: "deny",
      calls: [
        "Balances.*",
        ...of(
          "SubtensorModule",
          `transfer_stake schedule_swap_coldkey swap_coldkey announce_coldkey_swap
           swap_coldkey_announced clear_coldkey_swap_announcement dispute_coldkey_swap`,
        ),
      ],
    },
  ],
  [
    "NonFungible",
    {
      mode: "deny",
      calls: [
        "Balances.*",
        ...of(
          "SubtensorModule",
          `add_stake add_stake_limit remove_stake remove_stake_limit remove_stake_full_limit
           unstake_all unstake_all_alpha swap_stake swap_stake_limit move_stake transfer_stake
           burned_register root_register schedule_swap_coldkey swap_coldkey announce_coldkey_swap
           swap_coldkey_announced clear_coldkey_swap_announcement dispute_coldkey_swap swap_hotkey
           swap_hotkey_v2`,
        ),
      ],
    },
  ],
  [
    "Transfer",
    {
      mode: "allow",
      calls: [
        ...of("Balances", "transfer_keep_alive transfer_allow_death transfer_all"),
        "SubtensorModule.transfer_stake",
      ],
    },
  ],
  [
    "SmallTransfer",
    {
      mode: "allow",
      calls: [
        ...of("Balances", "transfer_keep_alive transfer_allow_death"),
        "SubtensorModule.transfer_stake",
      ],
      conditions: {
        "Balances.transfer_keep_alive": below("value"),
        "Balances.transfer_allow_death": below("value"),
        "SubtensorModule.transfer_stake": below("alpha_amount"),
      },
    },
  ],
  [
    "Owner",
    {
      mode: "allow",
      calls: ["AdminUtils.*", ...of("SubtensorModule", "set_subnet_identity update_symbol")],
      except: of("AdminUtils", "sudo_set_sn_owner_hotkey sudo_set_subnet_owner_hotkey"),
    },
  ],
  [
    "NonCritical",
    {
      mode: "deny",
      calls: [
        ...of("SubtensorModule", "dissolve_network root_register burned_register"),
        "Sudo.*",
        ...of(
          "SubtensorModule",
          `announce_coldkey_swap swap_coldkey_announced clear_coldkey_swap_announcement
           dispute_coldkey_swap`,
        ),
      ],
    },
  ],
  ["Triumvirate", { mode: "deny all" }],
  ["Senate", { mode: "deny all" }],
  ["Governance", { mode: "deny all" }],
  [
    "Staking",
    {
      mode: "allow",
      calls: of(
        "SubtensorModule",
        `add_stake remove_stake unstake_all unstake_all_alpha swap_stake swap_stake_limit move_stake
         add_stake_limit remove_stake_limit remove_stake_full_limit set_root_claim_type`,
      ),
    },
  ],
  [
    "Registration",
    { mode: "allow", calls: of("SubtensorModule", "burned_register register register_limit") },
  ],
  ["RootWeights", { mode: "deny all" }],
  ["ChildKeys", { mode: "allow", calls: of("SubtensorModule", "set_children set_childkey_take") }],
  [
    "SudoUncheckedSetCode",
    {
      mode: "allow",
      calls: ["Sudo.sudo_unchecked_weight"],
      conditions: {
        "Sudo.sudo_unchecked_weight": {
          kind: "nested",
          argument: "call",
          call: "System.set_code",
        },
      },
    },
  ],
  ["SwapHotkey", { mode: "allow", calls: of("SubtensorModule", "swap_hotkey swap_hotkey_v2") }],
  [
    "SubnetLeaseBeneficiary",
    {
      mode: "allow",
      calls: [
        "SubtensorModule.start_call",
        ...of(
          "AdminUtils",
          `sudo_set_serving_rate_limit sudo_set_min_difficulty sudo_set_max_difficulty
           sudo_set_weights_version_key sudo_set_adjustment_alpha sudo_set_immunity_period
           sudo_set_min_allowed_weights sudo_set_kappa sudo_set_rho sudo_set_activity_cutoff
           sudo_set_network_registration_allowed sudo_set_network_pow_registration_allowed
           sudo_set_max_burn sudo_set_bonds_moving_average sudo_set_bonds_penalty
           sudo_set_commit_reveal_weights_enabled sudo_set_liquid_alpha_enabled
           sudo_set_alpha_values sudo_set_commit_reveal_weights_interval sudo_set_toggle_transfer
           sudo_set_subnet_emission_enabled sudo_set_min_childkey_take_per_subnet`,
        ),
      ],
    },
  ],
  ["RootClaim", { mode: "allow", calls: ["SubtensorModule.claim_root"] }],
];

/** Types that stand for nothing any more and allow nothing. */
export const DEPRECATED: readonly ProxyType[] = [
  "Triumvirate",
  "Senate",
  "Governance",
  "RootWeights",
];
