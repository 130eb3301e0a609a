"""Acting for others and together with bittensor 11: proxies, pure and shared accounts, crowdloans, locks, coldkey swaps."""

import bittensor as bt
from hearth_report import check, command
from people import ENDPOINT, cold, connected, done, fund, hot, key, newcomer, sender, validator

sub = bt.Subtensor(ENDPOINT)
send = sender(sub)
alice, bob, carol = newcomer("account-alice"), newcomer("account-bob"), newcomer("account-carol")
fund(sub, alice, bob, carol, tao=2000)


def balance(wallet):
    return sub.balances.get(cold(wallet))


def proxies(wallet):
    return str(sub.balances.proxies(coldkey_ss58=cold(wallet))["proxies"])


@command("execute AddProxy")
def _():
    send(bt.AddProxy(delegate_ss58=cold(bob), proxy_type="Transfer"), alice)
    check(cold(bob) in proxies(alice) and "Transfer" in proxies(alice), proxies(alice))


@command("execute (proxy_for)")
def _():
    before = balance(carol)
    send(bt.Transfer(dest_ss58=cold(carol), amount_tao=3), bob, proxy_for=cold(alice))
    check(balance(carol) == before + bt.tao(3))


@command("execute (proxy_for, refused: not of its type)")
def _():
    intent = bt.AddStake(hotkey_ss58=hot(validator), netuid=1, amount_tao=1)
    check(not sub.execute(intent, bob, proxy_for=cold(alice)).success)


@command("submit_shielded (proxy_for)")
def _():
    before = balance(carol)
    done(sub.submit_shielded(bt.Transfer(dest_ss58=cold(carol), amount_tao=2), bob, proxy_for=cold(alice)))
    check(balance(carol) == before + bt.tao(2))


@command("execute RemoveProxy")
def _():
    send(bt.RemoveProxy(delegate_ss58=cold(bob), proxy_type="Transfer"), alice)
    check(proxies(alice) == "[]", proxies(alice))


@command("execute ExecuteProxyAnnounced")
def _():
    send(bt.AddProxy(delegate_ss58=cold(bob), proxy_type="Any", delay=2), alice)
    before, present = balance(carol), {"dest_ss58": cold(carol), "amount_tao": 1}
    inner = sub.plan(bt.Transfer(**present), alice).call
    announced = bt.calls.Proxy.announce(real=cold(alice), call_hash="0x" + bytes(inner.call_hash).hex())
    again = bt.Subtensor(ENDPOINT)
    done(again.submit_call(announced, bob))
    again.close()
    sub.wait_for_block(sub.block + 3)
    send(bt.ExecuteProxyAnnounced(
        delegate_ss58=cold(bob), real_ss58=cold(alice), inner_op="transfer", inner_args=present), carol)
    check((balance(carol) - before).rao > 9 * 10**8, balance(carol), before)


@command("execute RemoveProxies")
def _():
    send(bt.RemoveProxies(), alice)
    check(proxies(alice) == "[]", proxies(alice))


pure = command("execute CreatePureProxy")(
    lambda: send(bt.CreatePureProxy(proxy_type="Any"), alice).data
)


@command("execute KillPureProxy")
def _():
    address = next(str(value) for value in pure.values() if str(value).startswith("5"))
    send(bt.Transfer(dest_ss58=address, amount_tao=1), alice)
    height, index = pure.get("height"), pure.get("ext_index")
    kill = bt.KillPureProxy(spawner_ss58=cold(alice), proxy_type="Any", index=0, height=height, ext_index=index)
    send(kill, alice, proxy_for=address)
    check(sub.balances.proxies(coldkey_ss58=address)["proxies"] == [])


@command("Client.multisig, Multisig.approve")
async def _():
    async with connected() as client:
        shared = await client.multisig([cold(alice), cold(bob), cold(carol)], 2)
        done(await client.execute(bt.Transfer(dest_ss58=shared.address, amount_tao=10), alice))
        before = await client.balances.get(cold(carol))
        call = bt.calls.Balances.transfer_keep_alive(dest=cold(carol), value=4 * 10**9)
        done(await shared.approve(call, alice))
        check(await client.balances.get(cold(carol)) == before)
        done(await shared.approve(call, bob))
        check(await client.balances.get(cold(carol)) == before + bt.tao(4))


def timepoint(result):
    """Where a shared account's operation was opened; every later approval names it."""
    number, index = (int(part) for part in result.extrinsic_id.split("-"))
    return {"height": number, "index": index}


def shared(wallet, **more):
    """What a member says of the account that any two of the three hold."""
    others = [cold(one) for one in (alice, bob, carol) if one is not wallet]
    return {"threshold": 2, "other_signatories": others, **more}


def gift(tao):
    return {"op": "transfer", "dest_ss58": cold(carol), "amount_tao": tao}


@command("execute MultisigExecute")
def _():
    opened = send(bt.MultisigExecute(**shared(alice, call=gift(2))), alice)
    before = balance(carol)
    send(bt.MultisigExecute(**shared(bob, call=gift(2), timepoint=timepoint(opened))), bob)
    check(balance(carol) == before + bt.tao(2))


@command("execute MultisigApprove")
def _():
    opened = send(bt.MultisigApprove(**shared(alice, call=gift(1))), alice)
    before = balance(carol)
    send(bt.MultisigExecute(**shared(bob, call=gift(1), timepoint=timepoint(opened))), bob)
    check(balance(carol) == before + bt.tao(1))


@command("execute MultisigCancel")
def _():
    opened = send(bt.MultisigExecute(**shared(alice, call=gift(1.5))), alice)
    send(bt.MultisigCancel(**shared(alice, call=gift(1.5), timepoint=timepoint(opened))), alice)
    late = bt.MultisigExecute(**shared(bob, call=gift(1.5), timepoint=timepoint(opened)))
    check(not sub.execute(late, bob).success)


@command("execute MultisigThreshold1")
async def _():
    async with connected() as client:
        either = await client.multisig([cold(alice), cold(bob)], 1)
        done(await client.execute(bt.Transfer(dest_ss58=either.address, amount_tao=5), alice))
        before = await client.balances.get(cold(carol))
        intent = bt.MultisigThreshold1(other_signatories=[cold(bob)], call=gift(1))
        done(await client.execute(intent, alice))
        check(await client.balances.get(cold(carol)) == before + bt.tao(1))


def loan(number):
    return sub.leasing.crowdloan(crowdloan_id=number)


@command("execute CreateCrowdloan")
def _():
    send(bt.CreateCrowdloan(
        deposit_tao=20, min_contribution_tao=1, cap_tao=100, end=sub.block + 60_000, target_ss58=cold(carol)), alice)
    check(str(cold(alice)) in str(loan(0)), loan(0))


@command("execute ContributeCrowdloan")
def _():
    send(bt.ContributeCrowdloan(crowdloan_id=0, amount_tao=30), bob)
    check(cold(bob) in str(sub.leasing.crowdloan_contributors(crowdloan_id=0)))


@command("execute UpdateCrowdloanCap, UpdateCrowdloanEnd, UpdateCrowdloanMinContribution")
def _():
    end = sub.block + 70_000
    send(bt.UpdateCrowdloanCap(crowdloan_id=0, new_cap_tao=60), alice)
    send(bt.UpdateCrowdloanEnd(crowdloan_id=0, new_end=end), alice)
    send(bt.UpdateCrowdloanMinContribution(crowdloan_id=0, new_min_contribution_tao=2), alice)
    check(str(end) in str(loan(0)), loan(0))


@command("execute SetCrowdloanMaxContribution")
def _():
    send(bt.SetCrowdloanMaxContribution(crowdloan_id=0, new_max_contribution_tao=50), alice)
    check(loan(0) is not None)


@command("execute WithdrawCrowdloan")
def _():
    before = balance(bob)
    send(bt.WithdrawCrowdloan(crowdloan_id=0), bob)
    check((balance(bob) - before).rao > 29 * 10**9, balance(bob), before)


@command("execute FinalizeCrowdloan")
def _():
    send(bt.ContributeCrowdloan(crowdloan_id=0, amount_tao=40), bob)
    before = balance(carol)
    send(bt.FinalizeCrowdloan(crowdloan_id=0), alice)
    check(balance(carol) == before + bt.tao(60), balance(carol), before)


@command("execute RefundCrowdloan, DissolveCrowdloan")
def _():
    send(bt.CreateCrowdloan(
        deposit_tao=20, min_contribution_tao=1, cap_tao=100, end=sub.block + 60_000, target_ss58=cold(carol)), alice)
    send(bt.ContributeCrowdloan(crowdloan_id=1, amount_tao=10), bob)
    before = balance(bob)
    send(bt.RefundCrowdloan(crowdloan_id=1), alice)
    check(balance(bob) == before + bt.tao(10))
    send(bt.DissolveCrowdloan(crowdloan_id=1), alice)
    check(loan(1) is None)


@command("execute LockStake")
def _():
    send(bt.AddStake(hotkey_ss58=hot(validator), netuid=1, amount_tao=100), alice)
    send(bt.LockStake(netuid=1, amount_alpha=50, hotkey_ss58=hot(validator)), alice)
    check(sub.locks.coldkey_lock(coldkey_ss58=cold(alice), netuid=1) is not None)
    check(len(sub.locks.locks_for_coldkey(coldkey_ss58=cold(alice))) == 1)
    check(sub.staking.stake_availability(coldkey_ss58=cold(alice), netuid=1)["locked"].rao > 0)


@command("execute SetPerpetualLock")
def _():
    send(bt.SetPerpetualLock(netuid=1, enabled=True), alice)
    check(sub.locks.coldkey_lock(coldkey_ss58=cold(alice), netuid=1) is not None)


@command("execute MoveLock")
def _():
    target = "//Hearth//Validator//2//hotkey"
    send(bt.MoveLock(netuid=1, destination_hotkey_ss58=key(target).ss58_address), alice)
    check(key(target).ss58_address in str(sub.locks.locks_for_coldkey(coldkey_ss58=cold(alice))))


@command("execute SetRejectLockedAlpha")
def _():
    send(bt.SetRejectLockedAlpha(enabled=False), bob)
    check(sub.locks.accepts_locked_alpha(coldkey_ss58=cold(bob)) is True)


@command("execute AnnounceColdkeySwap")
def _():
    fresh = newcomer("account-fresh")
    send(bt.AnnounceColdkeySwap(new_coldkey_ss58=cold(fresh)), bob)
    check(sub.balances.coldkey_swap_announcement(coldkey_ss58=cold(bob)) is not None)
    check(not sub.execute(bt.Transfer(dest_ss58=cold(carol), amount_tao=1), bob).success)


@command("execute ClearColdkeySwapAnnouncement (refused: too soon)")
def _():
    result = sub.execute(bt.ClearColdkeySwapAnnouncement(), bob)
    check(not result.success and sub.balances.coldkey_swap_announcement(coldkey_ss58=cold(bob)), result)


@command("execute DisputeColdkeySwap")
def _():
    send(bt.DisputeColdkeySwap(), bob)
    check("disputed" in str(sub.balances.coldkey_swap_announcement(coldkey_ss58=cold(bob))))


@command("execute RegisterLeasedNetwork, TerminateLease (refused: no crowdloan runs)")
def _():
    check(not sub.execute(bt.RegisterLeasedNetwork(emissions_share=30), alice).success)
    check(not sub.execute(bt.TerminateLease(lease_id=0, hotkey_ss58=hot(alice)), alice).success)
