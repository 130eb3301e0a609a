"""Every read of the SDK about accounts: stake, delegates, proxies, crowdloans, swaps, locks."""

from hearth_report import check, command
from people import cold, faucet, hot, owner, validator
from raw import raw, sub

HOUSE, OWNER = validator(1), owner()


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


if hasattr(sub, "get_stake_availability_for_coldkeys"):

    @command("Subtensor.get_stake_availability_for_coldkeys")
    def _():
        block = sub.block
        answer = sub.get_stake_availability_for_coldkeys([cold(HOUSE)], [1], block=block)
        stake = sub.get_stake(cold(HOUSE), hot(HOUSE), 1, block=block).rao
        check(str(stake) in str(answer), answer, stake)


@command("Subtensor.get_minimum_required_stake")
def _():
    check(sub.get_minimum_required_stake().rao == raw("NominatorMinRequiredStake"))


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


@command("Subtensor.get_proxy_constants, get_proxies, get_proxies_for_real_account")
def _():
    constants = sub.get_proxy_constants()
    check(constants.MaxProxies == 20 and int(constants.ProxyDepositBase) == 60_000_000, constants)
    check(sub.get_proxies() == {} and sub.get_proxies_for_real_account(cold(HOUSE))[0] == [])


@command("Subtensor.get_proxy_announcement, get_proxy_announcements")
def _():
    check(sub.get_proxy_announcement(cold(HOUSE)) == [] and sub.get_proxy_announcements() == {})


if hasattr(sub, "get_proxy_types"):

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


if hasattr(sub, "get_stake_lock"):

    @command("Subtensor.get_stake_lock, get_stake_locks, get_coldkey_lock, is_perpetual_lock")
    def _():
        check(sub.get_stake_lock(cold(HOUSE), 1, hot(HOUSE)) is None)
        check(sub.get_stake_locks(cold(HOUSE), 1) == [] and sub.get_coldkey_lock(cold(HOUSE), 1) is None)
        check(sub.is_perpetual_lock(cold(HOUSE), 1) in (True, False))


if hasattr(sub, "get_hotkey_conviction"):

    @command("Subtensor.get_hotkey_conviction, get_most_convicted_hotkey_on_subnet")
    def _():
        check(sub.get_hotkey_conviction(hot(HOUSE), 1) == 0)
        check(sub.get_most_convicted_hotkey_on_subnet(1) in (None, hot(OWNER)))


sub.close()
