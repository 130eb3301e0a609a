"""Every read of the SDK on the state that a network has after block 0, each checked against another source."""

from hearth_report import Known, check, command, until
from people import TAO, cold, connect, faucet, hot, owner, validator

sub = connect()
graph = None


def raw(name, *params, module="SubtensorModule", block=None):
    """A storage item as it is, by the raw read of the SDK's documentation."""
    answer = sub.query_module(module, name, params=list(params), block=block)
    return getattr(answer, "value", answer)


def raw_constant(module, name):
    answer = sub.query_constant(module, name)
    return getattr(answer, "value", answer)


HOUSE = validator(1)
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


@command("Subtensor.metagraph (root)")
def _():
    root = sub.metagraph(0)
    check(hot(HOUSE) in root.hotkeys and root.n == 3, root.hotkeys)
    check(all(one > 0 for one in root.S), root.S)


@command("Subtensor.metagraph (lite)")
def _():
    global graph
    graph = sub.metagraph(1)
    check(graph.n == 10 and graph.hotkeys[0] == hot(OWNER), graph.hotkeys)
    check(graph.validator_permit[graph.hotkeys.index(hot(HOUSE))], graph.validator_permit)
    for uid in graph.uids:
        check(raw("Keys", 1, int(uid)) == graph.hotkeys[uid], uid)
        check(raw("Owner", graph.hotkeys[uid]) == graph.coldkeys[uid], uid)
    check(abs(graph.S[graph.hotkeys.index(hot(HOUSE))]) > 1000, graph.S)


@command("Subtensor.metagraph (lite=False, block)")
def _():
    block = sub.block
    full = sub.metagraph(1, lite=False, block=block)
    check(full.block == block and full.W.shape == (10, 10) and full.B.shape == (10, 10), full.W)


@command("Metagraph(sync=True), save, load")
def _():
    from bittensor.core.metagraph import Metagraph

    one = Metagraph(netuid=1, network=sub.chain_endpoint, sync=True)
    one.save()
    two = Metagraph(netuid=1, network=sub.chain_endpoint, sync=False)
    two.load()
    check(list(two.uids) == list(one.uids) and list(two.S) == list(one.S))


@command("Subtensor.get_metagraph_info")
def _():
    info = sub.get_metagraph_info(1)
    check(info.netuid == 1 and info.hotkeys == graph.hotkeys and info.num_uids == 10, info)
    check(info.owner_coldkey == cold(OWNER) and info.burn.rao > 0 and len(info.axons) == 10, info)


@command("Subtensor.get_metagraph_info(selected_indices)")
def _():
    from bittensor import SelectiveMetagraphIndex as index

    info = sub.get_metagraph_info(1, selected_indices=[index.Name, index.Hotkeys])
    check(info.hotkeys == graph.hotkeys and info.coldkeys is None and info.name, info)


@command("Subtensor.get_all_metagraphs_info")
def _():
    for every in (False, True):
        infos = sub.get_all_metagraphs_info(all_mechanisms=every)
        check([one.netuid for one in infos] == [0, 1], infos)
        check(infos[1].hotkeys == graph.hotkeys)


@command("Subtensor.neurons")
def _():
    neurons = sub.neurons(1)
    check([one.hotkey for one in neurons] == graph.hotkeys)
    check([one.uid for one in neurons] == list(range(10)))


@command("Subtensor.neurons_lite")
def _():
    check([one.coldkey for one in sub.neurons_lite(1)] == graph.coldkeys)


@command("Subtensor.neuron_for_uid, get_neuron_for_pubkey_and_subnet")
def _():
    uid = graph.hotkeys.index(hot(HOUSE))
    one = sub.neuron_for_uid(uid, 1)
    check(one.hotkey == hot(HOUSE) and one.validator_permit and not one.is_null, one)
    check(sub.get_neuron_for_pubkey_and_subnet(hot(HOUSE), 1).uid == uid)
    check(sub.neuron_for_uid(99, 1).is_null)


@command("Subtensor.get_uid_for_hotkey_on_subnet, get_netuids_for_hotkey")
def _():
    uid = graph.hotkeys.index(hot(HOUSE))
    check(sub.get_uid_for_hotkey_on_subnet(hot(HOUSE), 1) == uid)
    check(sub.get_uid_for_hotkey_on_subnet(cold(HOUSE), 1) is None)
    check(sorted(sub.get_netuids_for_hotkey(hot(HOUSE))) == [0, 1])


@command("Subtensor.is_hotkey_registered, is_hotkey_registered_any, is_hotkey_registered_on_subnet")
def _():
    check(sub.is_hotkey_registered(hot(HOUSE)) and sub.is_hotkey_registered_any(hot(HOUSE)))
    check(sub.is_hotkey_registered(hot(HOUSE), 1) and sub.is_hotkey_registered_on_subnet(hot(HOUSE), 1))
    check(not sub.is_hotkey_registered(cold(HOUSE), 1) and not sub.is_hotkey_registered(cold(HOUSE)))


@command("Subtensor.filter_netuids_by_registered_hotkeys")
def _():
    check(sub.filter_netuids_by_registered_hotkeys([0, 1], [1], [HOUSE], sub.block) == [1])


@command("Subtensor.does_hotkey_exist, get_hotkey_owner, get_owned_hotkeys, get_staking_hotkeys")
def _():
    check(sub.does_hotkey_exist(hot(HOUSE)) and not sub.does_hotkey_exist(cold(HOUSE)))
    check(sub.get_hotkey_owner(hot(HOUSE)) == cold(HOUSE))
    check(sub.get_owned_hotkeys(cold(HOUSE)) == [hot(HOUSE)])
    if hasattr(sub, "get_staking_hotkeys"):
        check(sub.get_staking_hotkeys(cold(HOUSE)) == [hot(HOUSE)])


@command("Subtensor.get_subnet_owner_hotkey, get_subnet_validator_permits, get_stake_weight")
def _():
    check(sub.get_subnet_owner_hotkey(1) == hot(OWNER))
    permits = sub.get_subnet_validator_permits(1)
    check([bool(one) for one in permits] == [bool(one) for one in graph.validator_permit], permits)
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
    check(block < start <= block + sub.tempo(1) + 1, block, start)
    check(sub.blocks_until_next_epoch(1, block=block) == start - block)


@command("Subtensor.get_epoch_schedule_state, get_last_epoch_block, get_pending_epoch_at, get_subnet_epoch_index")
def _():
    block = sub.block
    state = sub.get_epoch_schedule_state(1, block=block)
    check(state.last_epoch_block == sub.get_last_epoch_block(1, block=block), state)
    check(sub.get_last_epoch_block(1, block=block) == raw("LastEpochBlock", 1, block=block))
    check(sub.get_pending_epoch_at(1, block=block) == raw("PendingEpochAt", 1, block=block))
    check(sub.get_subnet_epoch_index(1, block=block) == raw("SubnetEpochIndex", 1, block=block))


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


@command("Subtensor.get_delegates, is_hotkey_delegate")
def _():
    delegates = sub.get_delegates()
    check(hot(HOUSE) in [one.hotkey_ss58 for one in delegates], delegates)
    check(sub.is_hotkey_delegate(hot(HOUSE)) and not sub.is_hotkey_delegate(cold(HOUSE)))


@command("Subtensor.get_delegate_by_hotkey, get_delegate_take")
def _():
    one = sub.get_delegate_by_hotkey(hot(HOUSE))
    check(one.owner_ss58 == cold(HOUSE) and abs(one.take - 0.18) < 1e-4, one)
    check(abs(sub.get_delegate_take(hot(HOUSE)) - 0.18) < 1e-4)
    check(one.total_stake[1].rao > 0 and sorted(one.registrations) == [0, 1], one)


@command("Subtensor.get_delegated")
def _():
    mine = sub.get_delegated(cold(HOUSE))
    check(mine and all(one.hotkey_ss58 == hot(HOUSE) for one in mine), mine)


@command("Subtensor.get_stake, get_stake_for_hotkey, get_hotkey_stake")
def _():
    block = sub.block
    stake = sub.get_stake(cold(HOUSE), hot(HOUSE), 1, block=block)
    check(stake.rao > 0 and stake.netuid == 1, stake)
    total = sub.get_stake_for_hotkey(hot(HOUSE), 1, block=block)
    check(total.rao == raw("TotalHotkeyAlpha", hot(HOUSE), 1, block=block) and total >= stake)
    check(sub.get_hotkey_stake(hot(HOUSE), 1, block=block) == total)


@command("Subtensor.get_stake_for_coldkey_and_hotkey")
def _():
    block = sub.block
    by_subnet = sub.get_stake_for_coldkey_and_hotkey(cold(HOUSE), hot(HOUSE), block=block)
    for netuid in (0, 1):
        check(by_subnet[netuid].stake == sub.get_stake(cold(HOUSE), hot(HOUSE), netuid, block=block))


@command("Subtensor.get_stake_info_for_coldkey, get_stake_info_for_coldkeys")
def _():
    mine = sub.get_stake_info_for_coldkey(cold(HOUSE))
    check({one.netuid for one in mine} == {0, 1}, mine)
    both = sub.get_stake_info_for_coldkeys([cold(HOUSE), cold(OWNER)])
    check(len(both[cold(HOUSE)]) == 2 and cold(OWNER) in both, both)


@command("Subtensor.get_stake_availability_for_coldkeys")
def _():
    block = sub.block
    answer = sub.get_stake_availability_for_coldkeys([cold(HOUSE)], [1], block=block)
    stake = sub.get_stake(cold(HOUSE), hot(HOUSE), 1, block=block).rao
    check(str(stake) in str(answer), answer, stake)


@command("Subtensor.get_minimum_required_stake")
def _():
    check(sub.get_minimum_required_stake().rao == raw("NominatorMinRequiredStake"))


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


@command("Subtensor.weights, bonds")
def _():
    for table in (sub.weights(1), sub.bonds(1)):
        check(all(uid < 10 for uid, _ in table), table)


@command("Subtensor.get_timelocked_weight_commits")
def _():
    check(sub.get_timelocked_weight_commits(1) == [])


@command("Subtensor.get_children, get_parents, get_children_pending")
def _():
    check(sub.get_children(hot(HOUSE), 1) == (True, [], ""))
    check(sub.get_parents(hot(HOUSE), 1) == [])
    check(sub.get_children_pending(hot(HOUSE), 1) == ([], 0))


@command("Subtensor.get_neuron_certificate, get_all_neuron_certificates")
def _():
    check(sub.get_neuron_certificate(hot(HOUSE), 1) is None)
    check(sub.get_all_neuron_certificates(1) == {})


@command("Subtensor.get_commitment, get_all_commitments, get_commitment_metadata (none yet)")
def _():
    check(sub.get_commitment(1, 0) == "" and sub.get_all_commitments(1) == {})
    check(sub.get_commitment_metadata(1, hot(HOUSE)) == "")


@command("Subtensor.get_revealed_commitment, get_all_revealed_commitments (none yet)")
def _():
    check(sub.get_revealed_commitment(1, 0) is None and sub.get_all_revealed_commitments(1) == {})
    check(sub.get_revealed_commitment_by_hotkey(1, hot(HOUSE)) is None)


@command("Subtensor.get_last_bonds_reset, get_last_commitment_bonds_reset_block")
def _():
    answer = sub.get_last_bonds_reset(1, hot(HOUSE))
    check(getattr(answer, "value", answer) is None, answer)
    check(sub.get_last_commitment_bonds_reset_block(1, 0) is None)


@command("Subtensor.query_identity, get_delegate_identities")
def _():
    check(sub.query_identity(cold(faucet())) is None)
    check(isinstance(sub.get_delegate_identities(), dict))


@command("Subtensor.get_root_claim_type, get_root_claimable_rate, get_root_claimable_all_rates")
def _():
    check(sub.get_root_claim_type(cold(HOUSE)) == "Swap", sub.get_root_claim_type(cold(HOUSE)))
    rates = sub.get_root_claimable_all_rates(hot(HOUSE))
    check(sub.get_root_claimable_rate(hot(HOUSE), 1) == rates.get(1, 0.0))


@command("Subtensor.get_root_claimable_stake, get_root_claimed, get_root_alpha_dividends_per_subnet")
def _():
    check(sub.get_root_claimable_stake(cold(HOUSE), hot(HOUSE), 1).rao >= 0)
    check(sub.get_root_claimed(cold(HOUSE), hot(HOUSE), 1).rao == 0)
    check(sub.get_root_alpha_dividends_per_subnet(hot(HOUSE), 1).rao >= 0)


@command("Subtensor.get_auto_stakes")
def _():
    check(sub.get_auto_stakes(cold(HOUSE)) == {})


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
    # A key is the current one when it has been the next one and the pending one.
    check(len(until(sub.get_mev_shield_current_key)) == 1184)


@command("Subtensor.get_vote_data")
def _():
    try:
        sub.get_vote_data("0x" + "00" * 32)
    except Exception as error:
        check("Triumvirate" in str(error), error)
        raise Known("it reads the pallet Triumvirate, which finney has had at neither spec 393 nor 424")


@command("Subtensor.get_liquidity_list")
def _():
    check(sub.get_liquidity_list(HOUSE, 1) in ([], None))


@command("Subtensor.get_proxy_constants, get_proxies, get_proxies_for_real_account")
def _():
    constants = sub.get_proxy_constants()
    check(constants.MaxProxies == 20 and int(constants.ProxyDepositBase) == 60_000_000, constants)
    check(sub.get_proxies() == {} and sub.get_proxies_for_real_account(cold(HOUSE))[0] == [])


@command("Subtensor.get_proxy_announcement, get_proxy_announcements")
def _():
    check(sub.get_proxy_announcement(cold(HOUSE)) == [] and sub.get_proxy_announcements() == {})


@command("Subtensor.get_proxy_types, get_proxy_filter")
def _():
    names = [one.name for one in sub.get_proxy_types()]
    check("Any" in names and "Staking" in names, names)
    check(len(sub.get_proxy_filter()) == len(names))


@command("Subtensor.get_crowdloan_constants, get_crowdloans, get_crowdloan_next_id, get_crowdloan_by_id")
def _():
    constants = sub.get_crowdloan_constants()
    check(int(constants.MinimumDeposit) > 0 and constants.MaxContributors > 1, constants)
    check(sub.get_crowdloans() == [] and sub.get_crowdloan_next_id() == 0)
    check(sub.get_crowdloan_by_id(0) is None and sub.get_crowdloan_contributions(0) == {})


@command("Subtensor.get_coldkey_swap_announcement, get_coldkey_swap_announcements, delays, constants, disputes")
def _():
    check(sub.get_coldkey_swap_announcement(cold(HOUSE)) is None)
    check(sub.get_coldkey_swap_announcements() == [] and sub.get_coldkey_swap_disputes() == [])
    check(sub.get_coldkey_swap_announcement_delay() == raw("ColdkeySwapAnnouncementDelay"))
    check(sub.get_coldkey_swap_reannouncement_delay() == raw("ColdkeySwapReannouncementDelay"))
    check(int(sub.get_coldkey_swap_constants().KeySwapCost) == 100_000_000)


@command("Subtensor.get_stake_lock, get_stake_locks, get_coldkey_lock, is_perpetual_lock")
def _():
    check(sub.get_stake_lock(cold(HOUSE), 1, hot(HOUSE)) is None)
    check(sub.get_stake_locks(cold(HOUSE), 1) == [] and sub.get_coldkey_lock(cold(HOUSE), 1) is None)
    check(sub.is_perpetual_lock(cold(HOUSE), 1) in (True, False))


@command("Subtensor.get_hotkey_conviction, get_most_convicted_hotkey_on_subnet")
def _():
    check(sub.get_hotkey_conviction(hot(HOUSE), 1) == 0)
    check(sub.get_most_convicted_hotkey_on_subnet(1) in (None, hot(OWNER)))


sub.close()
