"""Subnets of one's own: founded, described, started, set; crowdloans; what is encrypted on its way."""

from bittensor.core.chain_data.subnet_identity import SubnetIdentity
from hearth_report import Known, check, command, until
from people import TAO, cold, connect, done, faucet, fund, hot, newcomer, sudo

sub = connect()
founder = newcomer("founder")
fund(sub, 10_000, founder)
netuid = 2


def raw(name, *params, module="SubtensorModule"):
    answer = sub.query_module(module, name, params=list(params))
    return getattr(answer, "value", answer)


@command("Subtensor.register_subnet")
def _():
    global netuid
    netuid = max(sub.get_all_subnets_netuid()) + 1
    sudo(sub, "AdminUtils", "sudo_set_network_rate_limit", rate_limit=0)
    cost, before = sub.get_subnet_burn_cost(), sub.get_balance(cold(founder))
    done(sub.register_subnet(founder))
    check(sub.subnet_exists(netuid) and sub.subnet(netuid).owner_coldkey == cold(founder))
    spent = before - sub.get_balance(cold(founder))
    check(cost.tao * 0.99 < spent.tao < cost.tao * 1.01, spent, cost)


@command("Subtensor.set_subnet_identity")
def _():
    words = SubnetIdentity("Echo", "https://github.test/echo", "a@b.test", "https://echo.test", "", "echo", "Says it back", "")
    done(sub.set_subnet_identity(founder, netuid, words))
    identity = sub.subnet(netuid).subnet_identity
    check((identity.subnet_name, identity.description) == ("Echo", "Says it back"), identity)


@command("Subtensor.is_subnet_active (not yet)")
def _():
    check(sub.is_subnet_active(netuid) is False)


@command("Subtensor.add_stake (refused: not started)")
def _():
    check(not sub.add_stake(founder, netuid, hot(founder), TAO(1)).success)


@command("Subtensor.start_call")
def _():
    opens = raw("NetworkRegisteredAt", netuid) + sub.get_start_call_delay()
    until(lambda: sub.block > opens)
    done(sub.start_call(founder, netuid))
    check(sub.is_subnet_active(netuid) is True)


@command("Subtensor.swap_stake (subnet to subnet)")
def _():
    done(sub.add_stake(founder, netuid, hot(founder), TAO(100)))
    mine = sub.get_stake(cold(founder), hot(founder), netuid)
    done(
        sub.swap_stake(
            founder,
            hotkey_ss58=hot(founder),
            origin_netuid=netuid,
            destination_netuid=1,
            amount=TAO(mine.tao / 2).set_unit(netuid),
        )
    )
    check(sub.get_stake(cold(founder), hot(founder), 1).rao > 0)
    check(sub.get_stake(cold(founder), hot(founder), netuid) < mine)


@command("Subtensor.sim_swap (subnet to subnet)")
def _():
    result = sub.sim_swap(netuid, 1, TAO(10).set_unit(netuid))
    check(result.alpha_amount.rao > 0, result)


@command("Subtensor.metagraph (every subnet)")
def _():
    for one in sub.get_all_subnets_netuid():
        check(sub.metagraph(one).n == sub.subnetwork_n(one), one)


@command("Subtensor.register, burned_register (on a new subnet)")
def _():
    guest = newcomer("guest")
    fund(sub, 100, guest)
    done(sub.burned_register(guest, netuid))
    check(sub.is_hotkey_registered(hot(guest), netuid))


if hasattr(sub, "set_tempo"):

    @command("Subtensor.set_tempo")
    def _():
        until(lambda: not sub.is_in_admin_freeze_window(netuid))
        done(sub.set_tempo(founder, netuid, 400))
        check(sub.tempo(netuid) == 400)

    @command("Subtensor.trigger_epoch")
    def _():
        # Refused while commits wait for epochs; a new subnet has commit-reveal.
        sudo(sub, "AdminUtils", "sudo_set_commit_reveal_weights_enabled", netuid=netuid, enabled=False)
        epochs = sub.get_subnet_epoch_index(netuid)
        done(sub.trigger_epoch(founder, netuid))
        until(lambda: sub.get_subnet_epoch_index(netuid) > epochs)

    @command("Subtensor.set_activity_cutoff_factor")
    def _():
        until(lambda: not sub.is_in_admin_freeze_window(netuid))
        done(sub.set_activity_cutoff_factor(founder, netuid, 2_000))
        check(sub.get_activity_cutoff_factor_milli(netuid) == 2_000)

    @command("Subtensor.root_set_activity_cutoff_factor")
    def _():
        done(sub.root_set_activity_cutoff_factor(faucet(), netuid, 3_000))
        check(sub.get_activity_cutoff_factor_milli(netuid) == 3_000)


@command("sudo_set_admin_freeze_window_extrinsic")
def _():
    from bittensor.core.extrinsics.sudo import sudo_set_admin_freeze_window_extrinsic

    was = sub.get_admin_freeze_window()
    done(sudo_set_admin_freeze_window_extrinsic(sub, faucet(), was + 1))
    check(sub.get_admin_freeze_window() == was + 1)
    done(sudo_set_admin_freeze_window_extrinsic(sub, faucet(), was))


@command("sudo_set_mechanism_count_extrinsic, sudo_set_mechanism_emission_split_extrinsic")
def _():
    from bittensor.core.extrinsics.sudo import (
        sudo_set_mechanism_count_extrinsic,
        sudo_set_mechanism_emission_split_extrinsic,
    )

    until(lambda: not sub.is_in_admin_freeze_window(netuid))
    # Mechanisms times neurons is at most 256. The SDK wraps both calls in one of the sudo key.
    sudo(sub, "AdminUtils", "sudo_set_max_allowed_uids", netuid=netuid, max_allowed_uids=128)
    response = done(sudo_set_mechanism_count_extrinsic(sub, faucet(), netuid, 2))
    check(sub.get_mechanism_count(netuid) == 2, response.extrinsic_receipt.triggered_events)
    done(sudo_set_mechanism_emission_split_extrinsic(sub, faucet(), netuid, [49_151, 16_384]))
    check(sub.get_mechanism_emission_split(netuid) == [75, 25])


@command("Subtensor.metagraph(mechid), get_all_metagraphs_info(all_mechanisms)")
def _():
    check(sub.metagraph(netuid, mechid=1).mechid == 1)
    infos = [(one.netuid, one.mechid) for one in sub.get_all_metagraphs_info(all_mechanisms=True)]
    check((netuid, 1) in infos, infos)


@command("Subtensor.toggle_user_liquidity, add_liquidity, modify_liquidity, remove_liquidity")
def _():
    # Gone from the chain: the SDK says so by itself, and nothing is sent.
    for response in (
        sub.toggle_user_liquidity(founder, netuid, True),
        sub.add_liquidity(founder, netuid, TAO(1), TAO(0.1), TAO(10)),
        sub.modify_liquidity(founder, netuid, 0, TAO(1)),
        sub.remove_liquidity(founder, netuid, 0),
    ):
        check(response is None or not response.success, response)


creator, giver = newcomer("creator"), newcomer("giver")
fund(sub, 1_000, creator, giver)
loan = 0


def end():
    return sub.block + 60_000


def loan_of(number):
    return next(one for one in sub.get_crowdloans() if one.id == number)


@command("Subtensor.create_crowdloan, get_crowdloans, get_crowdloan_next_id")
def _():
    global loan
    loan = sub.get_crowdloan_next_id()
    done(
        sub.create_crowdloan(
            creator, TAO(10), TAO(1), TAO(100), end(), target_address=cold(creator)
        )
    )
    found = loan_of(loan)
    check(found.creator == cold(creator) and found.cap == TAO(100) and found.raised == TAO(10), found)
    check([one.id for one in sub.get_crowdloans()] == [loan] and sub.get_crowdloan_next_id() == loan + 1)


@command("Subtensor.get_crowdloan_by_id")
def _():
    try:
        check(sub.get_crowdloan_by_id(loan) == loan_of(loan))
    except AttributeError as error:
        check("'dict' object has no attribute 'value'" in str(error), error)
        raise Known("its own transport hands out a record that it takes for a wrapped one; get_crowdloans works")


@command("Subtensor.contribute_crowdloan, get_crowdloan_contributions")
def _():
    done(sub.contribute_crowdloan(giver, loan, TAO(20)))
    check(sub.get_crowdloan_contributions(loan) == {cold(creator): TAO(10), cold(giver): TAO(20)})


@command("Subtensor.withdraw_crowdloan")
def _():
    done(sub.withdraw_crowdloan(giver, loan))
    check(loan_of(loan).raised == TAO(10))


@command("Subtensor.update_cap_crowdloan, update_min_contribution_crowdloan, update_end_crowdloan")
def _():
    later = end() + 1_000
    done(sub.update_cap_crowdloan(creator, loan, TAO(50)))
    done(sub.update_min_contribution_crowdloan(creator, loan, TAO(2)))
    done(sub.update_end_crowdloan(creator, loan, later))
    found = loan_of(loan)
    check((found.cap, found.min_contribution, found.end) == (TAO(50), TAO(2), later), found)


@command("Subtensor.finalize_crowdloan")
def _():
    done(sub.contribute_crowdloan(giver, loan, TAO(40)))
    before = sub.get_balance(cold(creator))
    done(sub.finalize_crowdloan(creator, loan))
    check(loan_of(loan).finalized)
    check((sub.get_balance(cold(creator)) - before).tao > 49.9)


@command("Subtensor.refund_crowdloan")
def _():
    global loan
    loan = sub.get_crowdloan_next_id()
    done(
        sub.create_crowdloan(creator, TAO(10), TAO(1), TAO(100), end(), target_address=cold(creator))
    )
    done(sub.contribute_crowdloan(giver, loan, TAO(20)))
    before = sub.get_balance(cold(giver))
    done(sub.refund_crowdloan(creator, loan))
    check(sub.get_balance(cold(giver)) - before == TAO(20))


@command("Subtensor.dissolve_crowdloan")
def _():
    done(sub.dissolve_crowdloan(creator, loan))
    check(all(one.id != loan for one in sub.get_crowdloans()))


@command("Subtensor.create_crowdloan(call)")
def _():
    call = sub.compose_call("System", "remark", {"remark": b"hearth"})
    done(sub.create_crowdloan(creator, TAO(10), TAO(1), TAO(100), end(), call=call))
    found = loan_of(sub.get_crowdloan_next_id() - 1)
    check("hearth" in str(found.call), found)


@command("Subtensor.mev_submit_encrypted")
def _():
    before = sub.get_balance(cold(giver))
    call = sub.compose_call(
        "Balances", "transfer_keep_alive", {"dest": cold(giver), "value": TAO(5).rao}
    )
    done(sub.mev_submit_encrypted(creator, call))
    check(sub.get_balance(cold(giver)) - before == TAO(5))


@command("Subtensor.add_stake(mev_protection)")
def _():
    done(sub.add_stake(creator, 1, hot(founder), TAO(50), mev_protection=True))
    check(sub.get_stake(cold(creator), hot(founder), 1).rao > 0)


sub.close()
