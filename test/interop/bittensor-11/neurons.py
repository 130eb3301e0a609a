"""Neurons with bittensor 11: shielded registration, stake, endpoints, weights, children, takes."""

import bittensor as bt
from hearth_report import check, command, until
from people import ENDPOINT, cold, connected, done, fund, hot, newcomer, owner, sender, validator

sub = bt.Subtensor(ENDPOINT)
send = sender(sub)
alice, bob, carol = newcomer("neuron-alice"), newcomer("neuron-bob"), newcomer("neuron-carol")
fund(sub, alice, bob, carol, owner, tao=2000)


def balance(wallet):
    return sub.balances.get(cold(wallet))


def stake(wallet, hotkey=None, netuid=1):
    return sub.staking.stake(coldkey_ss58=cold(wallet), hotkey_ss58=hotkey or hot(wallet), netuid=netuid)


def uid():
    return sub.neurons.uid(netuid=1, hotkey_ss58=hot(alice))


@command("execute BurnedRegister (shielded)")
def _():
    price, before = sub.subnets.burn(netuid=1), balance(alice)
    result = send(bt.BurnedRegister(netuid=1), alice)
    check(uid() >= 10, result)
    check(price.rao * 0.8 < (before - balance(alice)).rao < price.rao * 1.1 + 10**9, price, balance(alice))
    check(sub.neurons.hotkey_owner(hotkey_ss58=hot(alice)) == cold(alice))


@command("execute BurnedRegister (refused: already registered)")
def _():
    check(not sub.execute(bt.BurnedRegister(netuid=1), alice).success)


@command("execute BurnedRegister (the next one)")
def _():
    send(bt.BurnedRegister(netuid=1), bob)
    check(sub.neurons.netuids_for_hotkey(hotkey_ss58=hot(bob)) == [1])


@command("execute AddStake")
def _():
    quote = sub.prices.quote_stake(netuid=1, amount_tao=200)
    send(bt.AddStake(hotkey_ss58=hot(alice), netuid=1, amount_tao=200), alice)
    check(abs(stake(alice).rao - quote.alpha.rao) < quote.alpha.rao // 100, stake(alice), quote)


@command("submit_shielded AddStake")
def _():
    before = stake(alice).rao
    intent = bt.AddStake(hotkey_ss58=hot(alice), netuid=1, amount_tao=100)
    result = done(sub.submit_shielded(intent, alice))
    check(stake(alice).rao > before + 10**9, result)


@command("execute AddStakeLimit")
def _():
    before = stake(alice).rao
    limits = {"limit_price_rao": 2 * 10**9, "allow_partial": False}
    send(bt.AddStakeLimit(hotkey_ss58=hot(alice), netuid=1, amount_tao=10, **limits), alice)
    check(stake(alice).rao > before)


@command("execute AddStakeLimit (refused: price)")
def _():
    limits = {"limit_price_rao": 1000, "allow_partial": False}
    intent = bt.AddStakeLimit(hotkey_ss58=hot(alice), netuid=1, amount_tao=10, **limits)
    check(not sub.execute(intent, alice).success)


@command("execute RemoveStake")
def _():
    before, had = balance(alice), stake(alice)
    send(bt.RemoveStake(hotkey_ss58=hot(alice), netuid=1, amount_alpha=20), alice)
    check(balance(alice) > before and stake(alice).rao < had.rao, stake(alice), had)


@command("execute RemoveStakeLimit")
def _():
    before = balance(alice)
    limits = {"limit_price_rao": 1000, "allow_partial": False}
    send(bt.RemoveStakeLimit(hotkey_ss58=hot(alice), netuid=1, amount_alpha=5, **limits), alice)
    check(balance(alice) > before)


@command("execute MoveStake")
def _():
    send(bt.MoveStake(
        origin_hotkey_ss58=hot(alice), origin_netuid=1,
        dest_hotkey_ss58=hot(validator), dest_netuid=1, amount_alpha=30), alice)
    check(stake(alice, hot(validator)).rao > 29 * 10**9, stake(alice, hot(validator)))


@command("execute SwapStake")
def _():
    send(bt.SwapStake(hotkey_ss58=hot(validator), origin_netuid=1, dest_netuid=0, amount_alpha=10), alice)
    check(stake(alice, hot(validator), 0).rao > 10**9)


@command("execute MoveSwapStake")
def _():
    before = stake(alice).rao
    send(bt.MoveSwapStake(
        origin_hotkey_ss58=hot(validator), origin_netuid=0,
        dest_hotkey_ss58=hot(alice), dest_netuid=1, amount_alpha=2), alice)
    check(stake(alice).rao > before)


@command("execute TransferStake")
def _():
    send(bt.TransferStake(
        dest_coldkey_ss58=cold(carol), hotkey_ss58=hot(alice),
        origin_netuid=1, dest_netuid=1, amount_alpha=10), alice)
    check(stake(carol, hot(alice)).rao > 9 * 10**9)


@command("execute UnstakeAll")
def _():
    send(bt.UnstakeAll(hotkey_ss58=hot(alice)), carol)
    check(stake(carol, hot(alice)).rao == 0 and balance(carol) > bt.tao(2000), balance(carol))


@command("execute UnstakeAllAlpha")
def _():
    send(bt.AddStake(hotkey_ss58=hot(validator), netuid=1, amount_tao=20), carol)
    send(bt.UnstakeAllAlpha(hotkey_ss58=hot(validator)), carol)
    left = stake(carol, hot(validator)), stake(carol, hot(validator), 0)
    check(left[0].rao < 10 and left[1].rao > 18 * 10**9, left)


@command("execute StakeBurn")
def _():
    before = balance(owner)
    result = send(bt.StakeBurn(netuid=1, amount_tao=5, hotkey_ss58=hot(owner)), owner)
    check((before - balance(owner)).rao >= 5 * 10**9 and "AddStakeBurn" in str(result.events), result.events)


@command("execute SetAutoStake")
def _():
    send(bt.SetAutoStake(netuid=1, hotkey_ss58=hot(validator)), alice)
    check(sub.staking.auto_stake(coldkey_ss58=cold(alice), netuid=1) == hot(validator))


@command("execute ServeAxon")
def _():
    send(bt.ServeAxon(netuid=1, ip="127.0.0.2", port=8901), bob)
    axons = {row.hotkey: row.axon for row in sub.subnets.metagraph(netuid=1).neurons}
    check(axons[hot(bob)] == "127.0.0.2:8901", axons)


@command("execute ServeAxon (refused: 127.0.0.1)")
def _():
    check(not sub.execute(bt.ServeAxon(netuid=1, ip="127.0.0.1", port=8902), bob).success)


@command("execute ServePrometheus")
def _():
    send(bt.ServePrometheus(netuid=1, ip="127.0.0.2", port=7901), bob)
    seen = sub.query(bt.storage.SubtensorModule.Prometheus, [1, hot(bob)])
    check(seen["port"] == 7901, seen)


@command("execute ResetAxon")
def _():
    until(lambda: sub.execute(bt.ResetAxon(netuid=1), bob).success)
    check(sub.query(bt.storage.SubtensorModule.Axons, [1, hot(bob)])["ip"] == 0)


@command("Client.wait_for_epoch")
async def _():
    async with connected() as client:
        ran = await client.wait_for_epoch(1, timeout=60)
        check(ran.block > ran.previous, ran)


@command("execute SetWeights")
def _():
    until(lambda: sub.neurons.all(netuid=1)[uid()].validator_permit)
    send(bt.SetWeights(netuid=1, weights={1: 1, 2: 3}), alice)
    row = sub.weights.weights(netuid=1)[uid()]
    check(abs(row[1] - 0.25) < 0.001 and abs(row[2] - 0.75) < 0.001, row)


@command("execute SetWeights (refused: too soon)")
def _():
    try:
        check(not sub.execute(bt.SetWeights(netuid=1, weights={1: 1}), alice).success)
    except bt.BittensorError as error:
        check("rate" in str(error).lower() or "soon" in str(error).lower(), error)


@command("bt.set_weights")
def _():
    sub.wait_for_block(sub.block + 6)
    done(bt.set_weights(1, {3: 1}, wallet=alice, network=ENDPOINT))
    check(sub.weights.weights(netuid=1)[uid()] == {3: 1.0}, sub.weights.weights(netuid=1)[uid()])


@command("execute SetChildren")
def _():
    send(bt.SetChildren(netuid=1, children=[[0.5, hot(bob)]]), alice)
    pending = sub.delegation.pending_children(hotkey_ss58=hot(alice), netuid=1)
    now = sub.delegation.children(hotkey_ss58=hot(alice), netuid=1)
    check(hot(bob) in str(pending) + str(now), pending, now)


@command("execute SetChildkeyTake")
def _():
    send(bt.SetChildkeyTake(netuid=1, take=0.05), bob)
    check(abs(sub.query(bt.storage.SubtensorModule.ChildkeyTake, [hot(bob), 1]) - 3276) < 3)


@command("execute DecreaseTake, SetTake")
def _():
    send(bt.DecreaseTake(take=0.1), alice)
    check(abs(sub.delegation.delegate_take(hotkey_ss58=hot(alice))["take"] - 0.1) < 0.001)
    send(bt.SetTake(take=0.05), alice)
    check(abs(sub.delegation.delegate_take(hotkey_ss58=hot(alice))["take"] - 0.05) < 0.001)


@command("execute AssociateHotkey")
def _():
    extra = newcomer("neuron-carol", "extra")
    send(bt.AssociateHotkey(), extra)
    check(hot(extra) in sub.neurons.owned_hotkeys(coldkey_ss58=cold(carol)))


@command("execute SwapHotkey")
def _():
    fresh = newcomer("neuron-bob", "fresh")
    send(bt.SwapHotkey(new_hotkey_ss58=hot(fresh)), bob)
    check(sub.neurons.netuids_for_hotkey(hotkey_ss58=hot(fresh)) == [1])


@command("execute SetIdentity")
def _():
    send(bt.SetIdentity(name="Alice", url="https://example.org"), alice)
    check(sub.identity.identity(coldkey_ss58=cold(alice))["name"] == "Alice")


@command("execute RootRegister")
def _():
    send(bt.RootRegister(), alice)
    check(0 in sub.neurons.netuids_for_hotkey(hotkey_ss58=hot(alice)))
