"""Every read that bittensor 11 has, as its catalogue names them: what it says of the network of block 0."""

import bittensor as bt
from hearth_report import Known, NETWORK, check, command
from people import ENDPOINT, cold, hot, key, miner, owner, validator

sub = bt.Subtensor(ENDPOINT)
tried = set()
NOBODY = key("//Nobody").ss58_address
BASKETS = "root baskets came with later specs; on this chain, as on finney at spec 424, root dividends are claimed by subnet"


def read(name, says=lambda seen: seen is not None, baskets=False, **args):
    """One read of the catalogue, and what its answer must be."""
    tried.add(name)

    @command(f"read {name}")
    def _():
        try:
            seen = sub.read(name, **args)
        except ValueError as error:
            if baskets and "BetaBasketRuntimeApi" in str(error):
                raise Known(BASKETS) from error
            raise
        check(says(seen), seen)


me, it = {"coldkey_ss58": cold(miner)}, {"hotkey_ss58": hot(miner)}
judge, root = {"hotkey_ss58": hot(validator)}, {"netuid": 0}
one = {"netuid": 1}

# Money and accounts.
read("balance", lambda seen: bt.tao(90) < seen < bt.tao(100), **me)
read("balances", lambda seen: seen[NOBODY].rao == 0 and len(seen) == 2, coldkey_ss58s=[cold(miner), NOBODY])
read("existential_deposit", lambda seen: seen.rao == 500)
read("proxies", lambda seen: seen["proxies"] == [], **me)
read("multisig", lambda seen: seen is None, account_ss58=cold(miner), call_hash="0x" + "00" * 32)
read("coldkey_swap_announcement", lambda seen: seen is None, **me)
read("identity", lambda seen: "miner" in seen["name"].lower(), **me)
read("hotkey_identities", lambda seen: hot(miner) in seen, hotkey_ss58s=[hot(miner)])

# The chain.
read("block_info", lambda seen: seen["number"] == 1 and len(seen["extrinsics"]) > 0, block=1)
read("block_time", lambda seen: seen == NETWORK["blockSeconds"])
read("is_fast_blocks", lambda seen: seen is (NETWORK["blockSeconds"] == 0.25))
read("timestamp", lambda seen: seen["block"] > 0)
read("tx_rate_limit")
read("mev_shield_next_key", lambda seen: len(seen) == 2 + 2 * 1184)

# Subnets.
read("subnets", lambda seen: [subnet.netuid for subnet in seen] == [0, 1])
read("subnet", lambda seen: seen.tempo == NETWORK["tempo"] and seen.neuron_count == 10, **one)
read("metagraph", lambda seen: len(seen["hotkeys"]) == 10 and seen["hotkeys"][1] == hot(miner), **one)
read("neurons", lambda seen: len(seen) == 10 and seen[1].coldkey == cold(miner), **one)
read("subnet_hyperparameters", lambda seen: seen["tempo"] == NETWORK["tempo"], **one)
read("subnet_identity", lambda seen: seen["subnet_name"] == "Text generation", **one)
read("subnet_names", lambda seen: seen == {1: "Text generation"})
read("token_symbols", lambda seen: len(seen) == 2)
read("subnet_registration_cost", lambda seen: seen == bt.tao(1000))
read("subnet_start_schedule", lambda seen: seen["registered_at"] == 0, **one)
read("subnet_emission_enabled", lambda seen: seen == 1, **one)
read("subnet_tao_flows", lambda seen: isinstance(seen, dict))
read("burn", lambda seen: seen.rao > 0, **one)
read("difficulty", lambda seen: seen > 0, **one)
read("immunity_period", lambda seen: seen == 5000, **one)
read("max_weight_limit", lambda seen: seen == 65535, **one)
read("min_allowed_weights", lambda seen: seen == 1, **one)
read("weights_rate_limit", lambda seen: seen == 5, **one)
read("commit_reveal_enabled", lambda seen: seen is False, **one)
read("reveal_period", lambda seen: seen == 1, **one)
read("mechanism_count", lambda seen: seen == 1, **one)
read("mechanism_emission_split", lambda seen: seen == [], **one)
read("collateral_policy", lambda seen: "0" in str(seen), **one)
read("subnet_collateral", lambda seen: seen == [], **one)
read("miner_collateral", lambda seen: seen is None, **one, **it, **me)

# Epochs.
read("epoch_status", lambda seen: seen["tempo"] == NETWORK["tempo"], **one)
read("blocks_since_last_step", lambda seen: 0 <= seen <= NETWORK["tempo"], **one)
read("blocks_since_last_update", lambda seen: seen > 0, **one, uid=1)
read("blocks_until_next_epoch", lambda seen: 0 <= seen <= NETWORK["tempo"], **one)
read("next_epoch_start_block", lambda seen: seen > 0, **one)

# Neurons and their keys.
read("uid", lambda seen: seen == 1, **one, **it)
read("netuids_for_hotkey", lambda seen: seen == [1], **it)
read("hotkey_owner", lambda seen: seen == cold(miner), **it)
read("owned_hotkeys", lambda seen: seen == [hot(miner)], **me)
read("associated_evm_key", lambda seen: seen is None, **one, uid=1)
read("commitment", lambda seen: seen is None, **one, **it)
read("commitments", lambda seen: seen == [], **one)
read("revealed_commitment", lambda seen: not seen, **one, **it)

# Weights.
read("weights", lambda seen: isinstance(seen, dict), **one)
read("bonds", lambda seen: isinstance(seen, dict), **one)
read("timelocked_weight_commits", lambda seen: seen == {}, **one)

# Stake.
read("stake", lambda seen: seen.rao > 29_000 * 10**9, coldkey_ss58=cold(validator), **judge, **one)
read("stake_for_coldkey", lambda seen: {each.netuid for each in seen} == {0, 1}, coldkey_ss58=cold(validator))
read("stake_for_coldkeys", lambda seen: len(seen[cold(validator)]) == 2, coldkey_ss58s=[cold(validator)])
read("stake_value_for_coldkey", lambda seen: seen.stake_value.rao > 0, coldkey_ss58=cold(validator))
read("stake_value_for_coldkeys", lambda seen: cold(validator) in seen, coldkey_ss58s=[cold(validator)])
read("staking_hotkeys", lambda seen: hot(validator) in seen, coldkey_ss58=cold(validator))
read("stake_availability", lambda seen: seen["locked"].rao == 0 < seen["available"].rao, coldkey_ss58=cold(validator), **one)
read("stake_availability_for_coldkey", lambda seen: len(seen) > 0, coldkey_ss58=cold(validator), netuids=[1])
read("total_alpha_staked", lambda seen: seen.rao > 59_000 * 10**9, **one)
read("alpha_price", lambda seen: "price" in str(seen), **one)
read("alpha_prices", lambda seen: set(seen) == {0, 1})
read("quote_stake", lambda seen: seen.alpha.rao > 0, **one, amount_tao=1)
read("quote_unstake", lambda seen: seen.tao.rao > 0, **one, amount_alpha=1)
read("auto_stake", lambda seen: seen is None, **me, **one)
read("auto_stake_all", lambda seen: seen == [], **me)
read("root_claim_threshold", lambda seen: seen.rao == 500_000)

# Delegation.
read("delegate", lambda seen: seen.hotkey == hot(validator), **judge)
read("delegates", lambda seen: hot(validator) in [each.hotkey for each in seen])
read("delegated", lambda seen: len(seen) == 2, coldkey_ss58=cold(validator))
read("delegate_take", lambda seen: abs(seen["take"] - 0.18) < 0.001, **judge)
read("is_delegate", lambda seen: seen is True, **judge)
read("children", lambda seen: seen == [], **judge, **one)
read("parents", lambda seen: isinstance(seen, list), **judge, **one)
read("pending_children", lambda seen: seen["children"] == [], **judge, **one)
read("childkey_threshold_suspended", lambda seen: seen is False, **judge)

# Locks, leases and crowdloans.
read("accepts_locked_alpha", lambda seen: seen is False, **me)
read("coldkey_lock", lambda seen: seen is None, **me, **one)
read("locks_for_coldkey", lambda seen: seen == [], **me)
read("locks_for_hotkey", lambda seen: seen == [], **it, **one)
read("hotkey_conviction", lambda seen: seen["conviction_alpha"].rao == 0, **it, **one)
read("subnet_convictions", lambda seen: len(seen) >= 0, **one)
read("most_convicted_hotkey", lambda seen: seen is None, **one)
read("lease", lambda seen: seen is None, lease_id=0)
read("leases", lambda seen: seen == [])
read("crowdloan", lambda seen: seen is None, crowdloan_id=0)
read("crowdloans", lambda seen: seen == [])
read("crowdloan_contributors", lambda seen: seen == [], crowdloan_id=0)

# Baskets came later; where there are none, these say so.
staker = {"coldkey_ss58": cold(validator)}
read("root_basket_owed", lambda seen: seen.rao == 0, **staker)
read("root_basket_owed_breakdown", lambda seen: seen == [], **staker)
read("validator_basket_nav", lambda seen: seen.rao == 0, **judge)
read("root_basket_total_nav", lambda seen: seen.rao == 0)
read("root_basket_portfolio", baskets=True, **staker)
read("basket_position", baskets=True, **judge, **staker)
read("root_baskets", baskets=True)
for name in ("basket_trading_status", "validator_basket", "validator_basket_summary"):
    read(name, baskets=True, **judge)


@command("the catalogue of reads (none left out)")
def _():
    left = {entry["name"] for entry in bt.reads.list_reads()} - tried
    check(not left, sorted(left))
