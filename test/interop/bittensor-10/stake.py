"""Stake: bought, sold, moved, given away, with and without a limit, and what follows from it."""

import bittensor as bt
from hearth_report import check, command, until
from people import TAO, cold, connect, done, fund, hot, newcomer, validator

sub = connect()
alice, bob = newcomer("staker"), newcomer("friend")
fund(sub, 20_000, alice)
fund(sub, 10, bob)
ONE, TWO = hot(validator(1)), hot(validator(2))


def stake(wallet, hotkey, netuid=1):
    return sub.get_stake(cold(wallet), hotkey, netuid)


@command("Subtensor.add_stake")
def _():
    before = sub.get_balance(cold(alice))
    price = sub.get_subnet_price(1)
    response = done(sub.add_stake(alice, 1, ONE, TAO(1_000)))
    check(before - sub.get_balance(cold(alice)) == TAO(1_000) + response.extrinsic_fee)
    expected = 1_000 / price.tao
    check(0.98 * expected < stake(alice, ONE).tao < expected, stake(alice, ONE), expected)


@command("Subtensor.add_stake (root)")
def _():
    done(sub.add_stake(alice, 0, ONE, TAO(1_000)))
    check(stake(alice, ONE, 0).tao == 1_000, stake(alice, ONE, 0))


@command("Subtensor.add_stake(safe_staking)")
def _():
    before = stake(alice, ONE)
    done(sub.add_stake(alice, 1, ONE, TAO(100), safe_staking=True, rate_tolerance=0.02))
    check(stake(alice, ONE) > before)


@command("Subtensor.add_stake(safe_staking, too far)")
def _():
    before = sub.get_balance(cold(alice))
    response = sub.add_stake(alice, 1, TWO, TAO(10_000), safe_staking=True, rate_tolerance=1e-6)
    check(not response.success, response)
    check(stake(alice, TWO).rao == 0 and before - sub.get_balance(cold(alice)) < TAO(0.01))


@command("Subtensor.add_stake(allow_partial_stake)")
def _():
    before = sub.get_balance(cold(alice))
    done(
        sub.add_stake(
            alice, 1, TWO, TAO(15_000), safe_staking=True, allow_partial_stake=True, rate_tolerance=0.001
        )
    )
    spent = before - sub.get_balance(cold(alice))
    check(TAO(10) < spent < TAO(14_000) and stake(alice, TWO).rao > 0, spent)


@command("Subtensor.add_stake (refused: too little)")
def _():
    response = sub.add_stake(alice, 1, ONE, bt.Balance.from_rao(10))
    check(not response.success, response)


@command("Subtensor.add_stake_multiple")
def _():
    before = [stake(alice, ONE), stake(alice, TWO)]
    done(sub.add_stake_multiple(alice, [1, 1], [ONE, TWO], [TAO(10), TAO(20)]))
    after = [stake(alice, ONE), stake(alice, TWO)]
    check(after[0] > before[0] and after[1] > before[1], before, after)


@command("Subtensor.unstake")
def _():
    before, balance = stake(alice, ONE), sub.get_balance(cold(alice))
    done(sub.unstake(alice, 1, ONE, TAO(100).set_unit(1)))
    check(0 < (before - stake(alice, ONE)).tao <= 100.001, before, stake(alice, ONE))
    check(sub.get_balance(cold(alice)) > balance)


@command("Subtensor.unstake(safe_unstaking)")
def _():
    balance = sub.get_balance(cold(alice))
    done(
        sub.unstake(alice, 1, ONE, TAO(10).set_unit(1), safe_unstaking=True, rate_tolerance=0.02)
    )
    check(sub.get_balance(cold(alice)) > balance)


@command("Subtensor.unstake(safe_unstaking, too far)")
def _():
    before = stake(alice, ONE)
    response = sub.unstake(
        alice, 1, ONE, TAO(1_000).set_unit(1), safe_unstaking=True, rate_tolerance=1e-9
    )
    check(not response.success and stake(alice, ONE) >= before, response)


@command("Subtensor.unstake (root)")
def _():
    done(sub.unstake(alice, 0, ONE, TAO(100)))
    check(stake(alice, ONE, 0).tao == 900, stake(alice, ONE, 0))


@command("Subtensor.move_stake")
def _():
    one, two = stake(alice, ONE), stake(alice, TWO)
    done(
        sub.move_stake(
            alice,
            origin_netuid=1,
            origin_hotkey_ss58=ONE,
            destination_netuid=1,
            destination_hotkey_ss58=TWO,
            amount=TAO(50).set_unit(1),
        )
    )
    check(stake(alice, TWO).tao - two.tao >= 49.9 and stake(alice, ONE) < one)


@command("Subtensor.move_stake(move_all_stake)")
def _():
    done(
        sub.move_stake(
            alice,
            origin_netuid=0,
            origin_hotkey_ss58=ONE,
            destination_netuid=0,
            destination_hotkey_ss58=TWO,
            move_all_stake=True,
        )
    )
    check(stake(alice, ONE, 0).rao == 0 and stake(alice, TWO, 0).tao == 900)


@command("Subtensor.swap_stake")
def _():
    before = stake(alice, TWO, 0)
    done(
        sub.swap_stake(
            alice,
            hotkey_ss58=TWO,
            origin_netuid=1,
            destination_netuid=0,
            amount=TAO(20).set_unit(1),
        )
    )
    check(stake(alice, TWO, 0) > before)


@command("Subtensor.swap_stake(safe_swapping)")
def _():
    before = stake(alice, TWO)
    done(
        sub.swap_stake(
            alice,
            hotkey_ss58=TWO,
            origin_netuid=0,
            destination_netuid=1,
            amount=TAO(10),
            safe_swapping=True,
            rate_tolerance=0.05,
        )
    )
    check(stake(alice, TWO) > before)


@command("Subtensor.transfer_stake")
def _():
    done(
        sub.transfer_stake(
            alice,
            destination_coldkey_ss58=cold(bob),
            hotkey_ss58=TWO,
            origin_netuid=1,
            destination_netuid=1,
            amount=TAO(30).set_unit(1),
        )
    )
    check(29.9 < stake(bob, TWO).tao < 31, stake(bob, TWO))


@command("Subtensor.add_stake_burn")
def _():
    before, mine = sub.get_balance(cold(alice)), stake(alice, ONE)
    done(sub.add_stake_burn(alice, 1, ONE, TAO(5)))
    check(before - sub.get_balance(cold(alice)) >= TAO(5) and stake(alice, ONE).tao - mine.tao < 1)


@command("Subtensor.unstake_multiple")
def _():
    balance = sub.get_balance(cold(alice))
    done(
        sub.unstake_multiple(
            alice, [1, 1], [ONE, TWO], amounts=[TAO(5).set_unit(1), TAO(5).set_unit(1)]
        )
    )
    check(sub.get_balance(cold(alice)) > balance)


@command("Subtensor.unstake_all")
def _():
    done(sub.unstake_all(bob, 1, TWO, rate_tolerance=0.05))
    left, balance = stake(bob, TWO), sub.get_balance(cold(bob))
    # A trace of shares may be left and be worth one unit again after an epoch, as on any chain of this kind.
    check(left.rao <= 1 and balance > TAO(10), left, balance)


@command("Subtensor.unstake_all(rate_tolerance=None)")
def _():
    done(sub.unstake_all(alice, 1, ONE, rate_tolerance=None))
    check(stake(alice, ONE).rao <= 1, stake(alice, ONE))


@command("Subtensor.set_auto_stake")
def _():
    done(sub.set_auto_stake(alice, 1, TWO))
    check(sub.get_auto_stakes(cold(alice)) == {1: TWO})


@command("Subtensor.set_root_claim_type")
def _():
    done(sub.set_root_claim_type(alice, "Keep"))
    check(sub.get_root_claim_type(cold(alice)) == "Keep")
    done(sub.set_root_claim_type(alice, {"KeepSubnets": {"subnets": [1]}}))
    check("KeepSubnets" in str(sub.get_root_claim_type(cold(alice))))
    done(sub.set_root_claim_type(alice, "Swap"))
    check(sub.get_root_claim_type(cold(alice)) == "Swap")


@command("Subtensor.claim_root")
def _():
    done(sub.claim_root(alice, [1]))


if hasattr(sub, "lock_stake"):

    @command("Subtensor.lock_stake, get_stake_lock, get_stake_locks, get_coldkey_lock")
    def _():
        done(sub.lock_stake(alice, TWO, 1, TAO(20).set_unit(1)))
        check(sub.get_stake_lock(cold(alice), 1, TWO)["locked_mass"].tao == 20)
        check([one for one, _ in sub.get_stake_locks(cold(alice), 1)] == [TWO])
        check(19 < sub.get_coldkey_lock(cold(alice), 1)["locked_mass"].tao <= 20)

    @command("Subtensor.set_perpetual_lock, is_perpetual_lock")
    def _():
        was = sub.is_perpetual_lock(cold(alice), 1)
        done(sub.set_perpetual_lock(alice, 1, not was))
        check(sub.is_perpetual_lock(cold(alice), 1) is (not was))

    @command("Subtensor.move_lock")
    def _():
        done(sub.move_lock(alice, ONE, 1))
        check(sub.get_stake_lock(cold(alice), 1, ONE) is not None)
        check(sub.get_stake_lock(cold(alice), 1, TWO) is None)

    @command("Subtensor.get_hotkey_conviction, get_most_convicted_hotkey_on_subnet (locked)")
    def _():
        until(lambda: sub.get_hotkey_conviction(ONE, 1) > 0)
        check(sub.get_most_convicted_hotkey_on_subnet(1) is not None)


sub.close()
