"""Every read of the SDK about neurons, before anybody but the house is there."""

from hearth_report import check, command
from people import cold, hot, owner, validator
from raw import raw, sub

HOUSE, OWNER = validator(1), owner()
graph = None


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


@command("Subtensor.weights, bonds")
def _():
    for table in (sub.weights(1), sub.bonds(1)):
        check(all(uid < 10 for uid, _ in table), table)


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


sub.close()
