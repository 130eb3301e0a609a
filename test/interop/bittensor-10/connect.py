"""Meeting the network: connection, blocks, balances, transfers, raw reads."""

import datetime

import bittensor as bt
from hearth_report import NETWORK, check, command, until
from people import ENDPOINT, TAO, cold, connect, derived, done, faucet, newcomer

sub = connect()
giver = faucet()
alice, bob = newcomer("alice"), newcomer("bob")


@command("Subtensor(network)")
def _():
    check(sub.chain_endpoint == ENDPOINT, sub.chain_endpoint)
    with bt.Subtensor(network=ENDPOINT) as other:
        check(other.get_block_hash(0) == NETWORK["genesis"], other.get_block_hash(0))


@command("Subtensor(config)")
def _():
    config = bt.Subtensor.config()
    config.subtensor.chain_endpoint = ENDPOINT
    config.subtensor.network = None
    with bt.Subtensor(config=config) as other:
        check(other.get_block_hash(0) == NETWORK["genesis"])


@command("Wallet.create_if_non_existent")
def _():
    again = bt.Wallet(name="alice", path=alice.path)
    check(cold(again) == cold(alice) and again.coldkey.ss58_address == cold(alice))


@command("Subtensor.block, get_current_block")
def _():
    first = sub.block
    check(sub.get_current_block() >= first > 0)
    until(lambda: sub.block > first)


@command("Subtensor.wait_for_block")
def _():
    target = sub.block + 3
    check(sub.wait_for_block(target))
    check(sub.block >= target, sub.block, target)


@command("Subtensor.get_block_hash, determine_block_hash")
def _():
    number = sub.block
    seen = sub.get_block_hash(number)
    check(len(seen) == 66 and sub.determine_block_hash(block=number) == seen)
    check(sub.substrate.get_block_number(seen) == number)


@command("Subtensor.get_block_info")
def _():
    number = sub.block
    info = sub.get_block_info(block=number)
    check(info.number == number and info.hash == sub.get_block_hash(number), info)
    names = [one.value["call"]["call_function"] for one in info.extrinsics if hasattr(one, "value")]
    check("set" in str(names or info.extrinsics), info.extrinsics)


@command("Subtensor.get_timestamp")
def _():
    ago = datetime.datetime.now(datetime.timezone.utc) - sub.get_timestamp()
    check(abs(ago.total_seconds()) < 60, ago)


@command("Subtensor.get_existential_deposit")
def _():
    check(sub.get_existential_deposit().rao == 500)


@command("Subtensor.get_balance, get_balances")
def _():
    check(sub.get_balance(cold(giver)) > TAO(1_000_000))
    both = sub.get_balances(cold(giver), cold(alice))
    check(both[cold(alice)].rao == 0 and both[cold(giver)] == sub.get_balance(cold(giver)), both)


@command("Subtensor.get_transfer_fee")
def _():
    fee = sub.get_transfer_fee(giver, cold(alice), TAO(1))
    check(0 < fee.rao < 1_000_000, fee)


@command("Subtensor.transfer")
def _():
    before = sub.get_balance(cold(giver))
    response = done(sub.transfer(giver, cold(alice), TAO(100)))
    check(sub.get_balance(cold(alice)) == TAO(100))
    spent = before - sub.get_balance(cold(giver))
    check(spent == TAO(100) + response.extrinsic_fee, spent, response.extrinsic_fee)


@command("Subtensor.transfer (refused: too little)")
def _():
    response = sub.transfer(bob, cold(alice), TAO(1))
    check(not response.success and sub.get_balance(cold(alice)) == TAO(100), response)


@command("Subtensor.transfer(transfer_all)")
def _():
    done(sub.transfer(alice, cold(bob), None, transfer_all=True, keep_alive=False))
    check(sub.get_balance(cold(alice)).rao == 0)
    check(TAO(99.99) < sub.get_balance(cold(bob)) < TAO(100), sub.get_balance(cold(bob)))


@command("Subtensor.get_balance(block)")
def _():
    number = sub.block
    done(sub.transfer(bob, cold(alice), TAO(1)))
    check(sub.get_balance(cold(alice), block=number).rao == 0)
    check(sub.get_balance(cold(alice)) == TAO(1))


@command("Subtensor.compose_call, validate_extrinsic_params")
def _():
    parameters = {"dest": cold(alice), "value": 5}
    call = sub.compose_call("Balances", "transfer_keep_alive", parameters)
    check("0x" + call.data.to_hex()[2:] == call.data.to_hex() and len(call.data.data) > 33)
    check(sub.validate_extrinsic_params("Balances", "transfer_keep_alive", parameters) == parameters)


@command("Subtensor.get_extrinsic_fee")
def _():
    call = sub.compose_call("Balances", "transfer_keep_alive", {"dest": cold(alice), "value": 5})
    check(0 < sub.get_extrinsic_fee(call, bob.coldkey).rao < 1_000_000)


@command("Subtensor.sign_and_send_extrinsic")
def _():
    before = sub.get_balance(cold(alice)).rao
    call = sub.compose_call("Balances", "transfer_keep_alive", {"dest": cold(alice), "value": 5})
    response = done(
        sub.sign_and_send_extrinsic(call, bob, wait_for_inclusion=True, wait_for_finalization=True)
    )
    check(sub.get_balance(cold(alice)).rao == before + 5)
    names = [event["event"]["event_id"] for event in response.extrinsic_receipt.triggered_events]
    check("Transfer" in names and "ExtrinsicSuccess" in names, names)


@command("Subtensor.sign_and_send_extrinsic (batch)")
def _():
    before = sub.get_balance(cold(alice)).rao
    one = sub.compose_call("Balances", "transfer_keep_alive", {"dest": cold(alice), "value": 5})
    call = sub.compose_call("Utility", "batch_all", {"calls": [one, one]})
    done(sub.sign_and_send_extrinsic(call, bob))
    check(sub.get_balance(cold(alice)).rao == before + 10)


@command("Subtensor.query_module")
def _():
    account = sub.query_module("System", "Account", params=[cold(bob)])
    value = getattr(account, "value", account)
    check(value["data"]["free"] == sub.get_balance(cold(bob)).rao, value)


@command("Subtensor.query_constant")
def _():
    constant = sub.query_constant("Balances", "ExistentialDeposit")
    check(int(getattr(constant, "value", constant)) == 500, constant)


@command("Subtensor.query_subtensor")
def _():
    limit = sub.query_subtensor("SubnetLimit")
    check(int(getattr(limit, "value", limit)) > 1, limit)


@command("Subtensor.query_map")
def _():
    accounts = dict(sub.query_map("System", "Account"))
    check(len(accounts) > 10, len(accounts))
    free = [getattr(one, "value", one)["data"]["free"] for one in accounts.values()]
    check(sub.get_balance(cold(bob)).rao in free, free)


@command("Subtensor.query_map_subtensor")
def _():
    keys = {str(getattr(key, "value", key)) for key, _ in sub.query_map_subtensor("Keys", params=[1])}
    check(keys == {str(uid) for uid in range(len(keys))} and len(keys) > 9, keys)


@command("Subtensor.query_runtime_api")
def _():
    cost = sub.query_runtime_api("SubnetRegistrationRuntimeApi", "get_network_registration_cost")
    check(int(getattr(cost, "value", cost)) > 0, cost)


@command("Subtensor.state_call")
def _():
    answer = sub.state_call("SubnetRegistrationRuntimeApi_get_network_registration_cost", "0x")
    check(len(answer["result"]) == 18, answer)


@command("Keypair.sign, verify")
def _():
    key = derived(NETWORK["faucet"])
    check(key.ss58_address == cold(giver) and key.verify(b"hearth", key.sign(b"hearth")))


sub.close()
