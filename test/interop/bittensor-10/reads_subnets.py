"""Every read of the SDK about subnets and the chain, each checked against another source."""

from hearth_report import Known, check, command, until
from people import TAO, cold, hot, owner
from raw import raw, raw_constant, sub

OWNER = owner()


@command("Subtensor.get_all_subnets_netuid, get_total_subnets, subnet_exists")
def _():
    check(list(sub.get_all_subnets_netuid()) == [0, 1], sub.get_all_subnets_netuid())
    check(sub.get_total_subnets() == 2)
    check(sub.subnet_exists(1) and not sub.subnet_exists(99))


@command("Subtensor.all_subnets")
def _():
    root, first = sub.all_subnets()
    check((root.netuid, first.netuid) == (0, 1), root, first)
    check(root.price == TAO(1), root.price)
    ratio = first.tao_in.tao / first.alpha_in.tao
    check(abs(first.price.tao / ratio - 1) < 1e-3, first.price, ratio)
    check(first.owner_coldkey == cold(OWNER) and first.owner_hotkey == hot(OWNER), first)
    check(first.tempo == raw("Tempo", 1), first.tempo)


@command("Subtensor.subnet")
def _():
    block = sub.block
    one = sub.subnet(1, block=block)
    check(one.netuid == 1 and one.tao_in.rao == raw("SubnetTAO", 1, block=block), one)
    check(len(one.symbol) == 1 and one.subnet_name == "Text generation", one)
    check(one.price.rao == sub.get_subnet_price(1, block=block).rao, one.price)
    check(one.tao_to_alpha(TAO(1)).rao > 0 and one.slippage(TAO(1))[1].rao >= 0)


@command("Subtensor.get_subnet_price, get_subnet_prices")
def _():
    block = sub.block
    prices = sub.get_subnet_prices(block=block)
    check(prices[0] == TAO(1) and prices[1].rao == sub.get_subnet_price(1, block=block).rao, prices)
    check(0.3 < prices[1].tao < 3, prices)


@command("Subtensor.get_subnet_info")
def _():
    info = sub.get_subnet_info(1)
    check(info.netuid == 1 and info.owner_ss58 == cold(OWNER), info)
    check(info.subnetwork_n == sub.subnetwork_n(1) and info.tempo == sub.tempo(1), info)


@command("Subtensor.get_all_subnets_info")
def _():
    root, first = sub.get_all_subnets_info()
    check((root.netuid, first.netuid) == (0, 1) and first.owner_ss58 == cold(OWNER), root, first)


@command("Subtensor.get_subnet_hyperparameters")
def _():
    parameters = sub.get_subnet_hyperparameters(1)
    for field, item in [
        ("kappa", "Kappa"),
        ("immunity_period", "ImmunityPeriod"),
        ("min_allowed_weights", "MinAllowedWeights"),
        ("tempo", "Tempo"),
        ("weights_rate_limit", "WeightsSetRateLimit"),
        ("max_validators", "MaxAllowedValidators"),
        ("min_burn", "MinBurn"),
        ("max_burn", "MaxBurn"),
        ("commit_reveal_period", "RevealPeriodEpochs"),
        ("commit_reveal_weights_enabled", "CommitRevealWeightsEnabled"),
    ]:
        check(int(getattr(parameters, field)) == int(raw(item, 1)), field, parameters)


@command("Subtensor.get_hyperparameter")
def _():
    check(sub.get_hyperparameter("Tempo", 1) == raw("Tempo", 1))
    check(sub.get_hyperparameter("Tempo", 99) is None)


@command("Subtensor.tempo, subnetwork_n, immunity_period, min_allowed_weights, max_weight_limit")
def _():
    check(sub.tempo(1) == raw("Tempo", 1) and sub.subnetwork_n(1) == 10, sub.subnetwork_n(1))
    check(sub.immunity_period(1) == raw("ImmunityPeriod", 1))
    check(sub.min_allowed_weights(1) == raw("MinAllowedWeights", 1))
    check(sub.max_weight_limit(1) == 1.0, sub.max_weight_limit(1))


@command("Subtensor.weights_rate_limit, difficulty, recycle, tx_rate_limit")
def _():
    check(sub.weights_rate_limit(1) == raw("WeightsSetRateLimit", 1))
    check(sub.difficulty(1) == raw("Difficulty", 1))
    block = sub.block
    check(sub.recycle(1, block=block).rao == raw("Burn", 1, block=block))
    check(sub.tx_rate_limit() == raw("TxRateLimit"))


@command("Subtensor.commit_reveal_enabled, get_subnet_reveal_period_epochs")
def _():
    check(sub.commit_reveal_enabled(1) is False)
    check(sub.get_subnet_reveal_period_epochs(1) == raw("RevealPeriodEpochs", 1))


@command("Subtensor.get_mechanism_count, get_mechanism_emission_split")
def _():
    check(sub.get_mechanism_count(1) == 1 and sub.get_mechanism_emission_split(1) is None)


@command("Subtensor.get_subnet_owner_hotkey, get_subnet_validator_permits, get_stake_weight")
def _():
    check(sub.get_subnet_owner_hotkey(1) == hot(OWNER))
    permits = sub.get_subnet_validator_permits(1)
    check([bool(one) for one in permits] == [bool(one) for one in sub.metagraph(1).validator_permit], permits)
    check(max(until(lambda: sub.get_stake_weight(1))) > 0)


@command("Subtensor.is_subnet_active, get_start_call_delay")
def _():
    check(sub.is_subnet_active(1) and sub.get_start_call_delay() == raw("StartCallDelay"))


@command("Subtensor.get_subnet_burn_cost")
def _():
    check(sub.get_subnet_burn_cost() > TAO(0))


@command("Subtensor.blocks_since_last_step, blocks_since_last_update")
def _():
    block = sub.block
    check(sub.blocks_since_last_step(1, block=block) == raw("BlocksSinceLastStep", 1, block=block))
    updates = raw("LastUpdate", 1, block=block)
    check(sub.blocks_since_last_update(1, 2, block=block) == block - updates[2], updates)


@command("Subtensor.blocks_until_next_epoch, get_next_epoch_start_block")
def _():
    block = sub.block
    start = sub.get_next_epoch_start_block(1, block=block)
    if not hasattr(sub, "get_epoch_schedule_state"):
        check(start is not None and sub.blocks_until_next_epoch(1, block=block) is not None, start)
        raise Known("it answers, by the schedule from before finney's spec 424: tempo and netuid alone")
    check(block < start <= block + sub.tempo(1) + 1, block, start)
    check(sub.blocks_until_next_epoch(1, block=block) == start - block)


if hasattr(sub, "get_epoch_schedule_state"):

    @command("Subtensor.get_epoch_schedule_state, get_last_epoch_block, get_pending_epoch_at, get_subnet_epoch_index")
    def _():
        block = sub.block
        state = sub.get_epoch_schedule_state(1, block=block)
        check(state.last_epoch_block == sub.get_last_epoch_block(1, block=block), state)
        check(sub.get_last_epoch_block(1, block=block) == raw("LastEpochBlock", 1, block=block))
        check(sub.get_pending_epoch_at(1, block=block) == raw("PendingEpochAt", 1, block=block))
        check(sub.get_subnet_epoch_index(1, block=block) == raw("SubnetEpochIndex", 1, block=block))


if hasattr(sub, "get_min_tempo"):

    @command("Subtensor.get_min_tempo, get_max_tempo, get_max_epochs_per_block, activity cutoff factors")
    def _():
        check(sub.get_min_tempo() == raw_constant("SubtensorModule", "MinTempo"))
        check(sub.get_max_tempo() == raw_constant("SubtensorModule", "MaxTempo"))
        check(sub.get_max_epochs_per_block() == raw("MaxEpochsPerBlock"))
        least, most = sub.get_min_activity_cutoff_factor_milli(), sub.get_max_activity_cutoff_factor_milli()
        check(least <= sub.get_activity_cutoff_factor_milli(1) <= most, least, most)


@command("Subtensor.get_admin_freeze_window, is_in_admin_freeze_window, get_owner_hyperparam_rate_limit")
def _():
    check(sub.get_admin_freeze_window() == raw("AdminFreezeWindow"))
    check(sub.is_in_admin_freeze_window(1) in (True, False))
    if hasattr(sub, "get_owner_hyperparam_rate_limit"):
        check(sub.get_owner_hyperparam_rate_limit() == raw("OwnerHyperparamRateLimit"))


@command("Subtensor.sim_swap")
def _():
    bought = sub.sim_swap(0, 1, TAO(10))
    check(3 < bought.alpha_amount.tao < 30 and 0 < bought.tao_fee.tao < 0.1, bought)
    sold = sub.sim_swap(1, 0, TAO(10).set_unit(1))
    check(3 < sold.tao_amount.tao < 30 and sold.alpha_fee.rao > 0, sold)


@command("Subtensor.get_stake_add_fee, get_unstake_fee, get_stake_movement_fee")
def _():
    check(0 < sub.get_stake_add_fee(TAO(10), 1).tao < 0.1)
    check(0 < sub.get_unstake_fee(1, TAO(10).set_unit(1)).tao < 0.1)
    check(0 <= sub.get_stake_movement_fee(1, 0, TAO(10).set_unit(1)).tao < 0.1)


@command("Subtensor.get_ema_tao_inflow, get_all_ema_tao_inflow")
def _():
    flow = raw("SubnetEmaTaoFlow", 1)
    check((sub.get_ema_tao_inflow(1) is None) == (flow is None), flow)
    check((1 in sub.get_all_ema_tao_inflow()) == (flow is not None), flow)


@command("Subtensor.get_timelocked_weight_commits")
def _():
    check(sub.get_timelocked_weight_commits(1) == [])


@command("Subtensor.last_drand_round")
def _():
    check(sub.last_drand_round() == raw("LastStoredRound", module="Drand"))


@command("Subtensor.is_fast_blocks")
def _():
    slot = raw_constant("Aura", "SlotDuration")
    check(sub.is_fast_blocks() == (slot == 250), slot)


@command("Subtensor.get_mev_shield_current_key, get_mev_shield_next_key")
def _():
    check(len(sub.get_mev_shield_next_key()) == 1184)
    # Keys move on every five minutes here; the current one is there once a key has been next and pending.
    current, stored = sub.get_mev_shield_current_key(), raw("CurrentKey", module="MevShield")
    check(len(current) == 1184 if stored is not None else current is None, stored)


@command("Subtensor.get_vote_data")
def _():
    try:
        sub.get_vote_data("0x" + "00" * 32)
    except Exception as error:
        check("Triumvirate" in str(error), error)
        raise Known("it reads the pallet Triumvirate, which finney has had at neither spec 393 nor 424")


@command("Subtensor.get_liquidity_list")
def _():
    check(sub.get_liquidity_list(OWNER, 1) in ([], None))


sub.close()
