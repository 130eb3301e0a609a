"""What keys say of themselves and of each other: takes, children, commitments, identities, proxies, swaps of coldkeys."""

import bittensor as bt
from hearth_report import Known, check, command, until
from people import TAO, by, cold, connect, done, faucet, fund, hot, newcomer, sudo

sub = connect()
parent, child, helper = newcomer("parent"), newcomer("child"), newcomer("helper")
fund(sub, 3_000, parent, child, helper)
done(sub.burned_register(parent, 1))
done(sub.burned_register(child, 1))
done(sub.add_stake(parent, 1, hot(parent), TAO(1_000)))


@command("Subtensor.set_delegate_take")
def _():
    done(sub.set_delegate_take(parent, hot(parent), 0.1))
    check(abs(sub.get_delegate_take(hot(parent)) - 0.1) < 1e-4)


@command("Subtensor.set_delegate_take (refused: too high)")
def _():
    response = sub.set_delegate_take(parent, hot(parent), 0.5)
    check(not response.success and abs(sub.get_delegate_take(hot(parent)) - 0.1) < 1e-4, response)


@command("Subtensor.root_set_pending_childkey_cooldown")
def _():
    done(sub.root_set_pending_childkey_cooldown(faucet(), 5))
    answer = sub.query_subtensor("PendingChildKeyCooldown")
    check(getattr(answer, "value", answer) == 5, answer)


@command("Subtensor.set_children, get_children_pending")
def _():
    done(sub.set_children(parent, 1, hot(parent), [(0.25, hot(child))]))
    pending, ripe = sub.get_children_pending(hot(parent), 1)
    check(pending and pending[0][1] == hot(child) and abs(pending[0][0] - 0.25) < 1e-6, pending)
    check(ripe > 0, ripe)


@command("Subtensor.get_children, get_parents (in force)")
def _():
    _, children, _ = until(lambda: (found := sub.get_children(hot(parent), 1))[1] and found)
    check(children[0][1] == hot(child) and abs(children[0][0] - 0.25) < 1e-6, children)
    parents = sub.get_parents(hot(child), 1)
    check(parents[0][1] == hot(parent) and abs(parents[0][0] - 0.25) < 1e-6, parents)


@command("Subtensor.set_commitment, get_commitment")
def _():
    done(sub.set_commitment(child, 1, "model: hearth/demo@1"))
    uid = sub.get_uid_for_hotkey_on_subnet(hot(child), 1)
    check(sub.get_commitment(1, uid) == "model: hearth/demo@1", sub.get_commitment(1, uid))


@command("Subtensor.get_all_commitments, get_commitment_metadata")
def _():
    check(sub.get_all_commitments(1) == {hot(child): "model: hearth/demo@1"})
    check("fields" in str(sub.get_commitment_metadata(1, hot(child))))


@command("Subtensor.set_reveal_commitment (timelocked to drand's quicknet, taken and stored)")
def _():
    response = done(sub.set_reveal_commitment(parent, 1, "later", blocks_until_reveal=10, block_time=1))
    stored = sub.get_commitment_metadata(1, hot(parent))
    check("TimelockEncrypted" in str(stored) and str(response.data["reveal_round"]) in str(stored), stored)


@command("Subtensor.query_identity, get_delegate_identities (set)")
def _():
    names = ("name", "url", "github_repo", "image", "discord", "description", "additional")
    words = {name: f"{name} of parent" for name in names}
    done(by(sub, parent, "SubtensorModule", "set_identity", **words))
    identity = sub.query_identity(cold(parent))
    check(identity.name == "name of parent" and identity.discord == "discord of parent", identity)
    check(sub.get_delegate_identities()[cold(parent)].description == "description of parent")


@command("Subtensor.add_proxy, get_proxies_for_real_account, get_proxies")
def _():
    done(sub.add_proxy(parent, cold(helper), "Transfer", 0))
    proxies, deposit = sub.get_proxies_for_real_account(cold(parent))
    check([one.delegate for one in proxies] == [cold(helper)] and deposit.tao > 0, proxies)
    check(cold(parent) in sub.get_proxies())


def transfer_call(amount):
    return sub.compose_call(
        "Balances", "transfer_keep_alive", {"dest": cold(child), "value": TAO(amount).rao}
    )


@command("Subtensor.proxy")
def _():
    before = sub.get_balance(cold(child))
    done(sub.proxy(helper, cold(parent), "Transfer", transfer_call(7)))
    check(sub.get_balance(cold(child)) - before == TAO(7))


@command("Subtensor.proxy (refused: a call beyond its type)")
def _():
    call = sub.compose_call(
        "SubtensorModule",
        "add_stake",
        {"netuid": 1, "hotkey": hot(parent), "amount_staked": TAO(1).rao},
    )
    response = sub.proxy(helper, cold(parent), None, call)
    executed = [
        event["event"]["attributes"] if "event" in event else event["attributes"]
        for event in response.extrinsic_receipt.triggered_events
        if "ProxyExecuted" in str(event)
    ]
    check(not response.success or "CallFiltered" in str(executed) or "Err" in str(executed), executed)


@command("Subtensor.remove_proxy")
def _():
    done(sub.remove_proxy(parent, cold(helper), "Transfer", 0))
    check(sub.get_proxies_for_real_account(cold(parent))[0] == [])


def call_hash(call):
    return "0x" + bytes(call.call_hash).hex()


def announceable(amount):
    """The transfer of so many TAO and as few rao more as it takes for a hash that the SDK leaves whole.

    It takes the zeros that a hash begins with for a part of its "0x" and strips them: one hash in sixteen is refused as too short.
    """
    for rao in range(1_000):
        call = sub.compose_call(
            "Balances",
            "transfer_keep_alive",
            {"dest": cold(child), "value": TAO(amount).rao + rao},
        )
        if not call_hash(call).startswith("0x0"):
            return call, TAO(amount) + bt.Balance.from_rao(rao)
    raise AssertionError("every hash begins with a zero")


later, later_amount = announceable(3)
rejected, _ = announceable(4)
removed, _ = announceable(5)


@command("Subtensor.announce_proxy, get_proxy_announcement, get_proxy_announcements")
def _():
    done(sub.add_proxy(parent, cold(helper), "Transfer", 2))
    done(sub.announce_proxy(helper, cold(parent), call_hash(later)))
    found = sub.get_proxy_announcement(cold(helper))
    check([one.real for one in found] == [cold(parent)], found)
    check(cold(helper) in sub.get_proxy_announcements())


@command("Subtensor.proxy_announced")
def _():
    before = sub.get_balance(cold(child))
    sub.wait_for_block(sub.block + 3)
    done(sub.proxy_announced(helper, cold(helper), cold(parent), "Transfer", later))
    check(sub.get_balance(cold(child)) - before == later_amount)
    check(sub.get_proxy_announcement(cold(helper)) == [])


@command("Subtensor.reject_proxy_announcement")
def _():
    done(sub.announce_proxy(helper, cold(parent), call_hash(rejected)))
    done(sub.reject_proxy_announcement(parent, cold(helper), call_hash(rejected)))
    check(sub.get_proxy_announcement(cold(helper)) == [])


@command("Subtensor.remove_proxy_announcement")
def _():
    done(sub.announce_proxy(helper, cold(parent), call_hash(removed)))
    done(sub.remove_proxy_announcement(helper, cold(parent), call_hash(removed)))
    check(sub.get_proxy_announcement(cold(helper)) == [])


@command("Subtensor.poke_deposit")
def _():
    done(sub.poke_deposit(parent))


@command("Subtensor.remove_proxies")
def _():
    done(sub.remove_proxies(parent))
    check(sub.get_proxies_for_real_account(cold(parent))[0] == [])


pure = {}


@command("Subtensor.create_pure_proxy")
def _():
    response = done(sub.create_pure_proxy(parent, "Any", 0, 0))
    pure.update(response.data)
    check(sub.get_proxies_for_real_account(pure["pure_account"])[0][0].delegate == cold(parent), pure)


@command("Subtensor.kill_pure_proxy")
def _():
    done(
        sub.kill_pure_proxy(
            parent,
            pure_proxy_ss58=pure["pure_account"],
            spawner=pure["spawner"],
            proxy_type=pure["proxy_type"],
            index=pure["index"],
            height=pure["height"],
            ext_index=pure["ext_index"],
        )
    )
    check(sub.get_proxies_for_real_account(pure["pure_account"])[0] == [])


mover, elsewhere = newcomer("mover"), newcomer("elsewhere")
fund(sub, 100, mover)


@command("Subtensor.announce_coldkey_swap, get_coldkey_swap_announcement")
def _():
    sudo(sub, "AdminUtils", "sudo_set_coldkey_swap_announcement_delay", duration=5)
    sudo(sub, "AdminUtils", "sudo_set_coldkey_swap_reannouncement_delay", duration=2)
    done(sub.announce_coldkey_swap(mover, cold(elsewhere)))
    found = sub.get_coldkey_swap_announcement(cold(mover))
    check(found.coldkey == cold(mover) and found.execution_block > 0, found)


@command("Subtensor.get_coldkey_swap_announcements (with one there)")
def _():
    try:
        found = sub.get_coldkey_swap_announcements()
    except AttributeError as error:
        check("'tuple' object has no attribute 'value'" in str(error), error)
        raise Known(
            "the SDK takes the decoded pair for a query result and fails on any chain that has an announcement"
        )
    check([one.coldkey for one in found] == [cold(mover)], found)


@command("Subtensor.swap_coldkey_announced")
def _():
    ripe = sub.get_coldkey_swap_announcement(cold(mover)).execution_block
    until(lambda: sub.block > ripe)
    done(sub.swap_coldkey_announced(mover, cold(elsewhere)))
    check(sub.get_balance(cold(mover)).rao == 0 and sub.get_balance(cold(elsewhere)) > TAO(99))
    check(sub.get_coldkey_swap_announcement(cold(mover)) is None)


if hasattr(sub, "clear_coldkey_swap_announcement"):

    @command("Subtensor.clear_coldkey_swap_announcement")
    def _():
        done(sub.announce_coldkey_swap(helper, cold(mover)))
        ripe = sub.get_coldkey_swap_announcement(cold(helper)).execution_block
        until(lambda: sub.block > ripe + 3)
        done(sub.clear_coldkey_swap_announcement(helper))
        check(sub.get_coldkey_swap_announcement(cold(helper)) is None)


@command("Subtensor.dispute_coldkey_swap, get_coldkey_swap_dispute, get_coldkey_swap_disputes")
def _():
    done(sub.announce_coldkey_swap(helper, cold(mover)))
    done(sub.dispute_coldkey_swap(helper))
    check(sub.get_coldkey_swap_dispute(cold(helper)).coldkey == cold(helper))
    check([one.coldkey for one in sub.get_coldkey_swap_disputes()] == [cold(helper)])


sub.close()
