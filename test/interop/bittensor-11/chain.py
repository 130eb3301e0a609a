"""Meeting the network with bittensor 11: connection, both modes, subscriptions, batches, raw access, money."""

import asyncio

import bittensor as bt
from hearth_report import NETWORK, check, command, until
from people import ENDPOINT, cold, connected, done, faucet, newcomer

sub = bt.Subtensor(ENDPOINT)
alice, bob = newcomer("alice"), newcomer("bob")


def balance(wallet):
    return sub.balances.get(cold(wallet))


@command("Subtensor(network)")
def _():
    check(sub.endpoint == ENDPOINT)
    check(sub.block_info(0).hash == NETWORK["genesis"])


@command("Subtensor.block, finalized_block")
def _():
    # A chain that has just begun has no final block but block 0.
    until(lambda: sub.finalized_block > 0)
    final = sub.finalized_block
    first = sub.block
    check(first >= final, first, final)
    until(lambda: sub.block > first)


@command("Subtensor.time, spec_version")
def _():
    check(sub.time.year >= 2024 and sub.spec_version > 424, sub.time, sub.spec_version)


@command("async with Subtensor")
async def _():
    async with bt.Subtensor(ENDPOINT) as client:
        check(await client.block() > 0)
        both = await asyncio.gather(client.balances.existential_deposit(), client.subnets.all())
        check(both[0].rao == 500 and len(both[1]) == 2, both)


@command("Client.blocks (subscription)")
async def _():
    seen = []
    async with connected() as client:
        async for header in client.blocks():
            seen.append(header.number)
            if len(seen) == 3:
                break
    check(seen[2] > seen[1] > seen[0], seen)


@command("Client.at (a past block)")
async def _():
    async with connected() as client:
        then = await client.at(1)
        check(then.block == 1)
        check((await then.balances.get(cold(alice))).rao == 0)
        check((await then.subnets.metagraph(netuid=1)).block == 1)


@command("Client.wait_for_block")
async def _():
    async with connected() as client:
        target = await client.block() + 3
        await client.wait_for_block(target)
        check(await client.block() >= target)


@command("Client.query, query_map, query_batch")
async def _():
    async with connected() as client:
        check(await client.query(bt.storage.SubtensorModule.Tempo, [1]) == NETWORK["tempo"])
        keys = dict(await client.query_map(bt.storage.SubtensorModule.Keys, [1]))
        check(len(keys) == 10, keys)
        wanted = [[1, uid] for uid in range(10)]
        many = await client.query_batch(bt.storage.SubtensorModule.Keys, wanted)
        check(many == [keys[uid] for uid in range(10)], many)


@command("Client.constant, runtime")
async def _():
    async with connected() as client:
        check(await client.constant(bt.constants.Balances.ExistentialDeposit) == 500)
        cost = bt.runtime_api.SubnetRegistrationRuntimeApi.get_network_registration_cost
        check(int(await client.runtime(cost, [])) > 0)


@command("Client.plan (fee and effects before signing)")
def _():
    plan = sub.plan(bt.Transfer(dest_ss58=cold(alice), amount_tao=100), faucet)
    check(plan.ok and 0 < plan.fee.rao < 1_000_000 and plan.effects, plan)
    check(balance(alice).rao == 0)


@command("execute Transfer")
def _():
    before = sub.balances.get(faucet.ss58_address)
    result = done(sub.execute(bt.Transfer(dest_ss58=cold(alice), amount_tao=100), faucet))
    check(balance(alice) == bt.tao(100))
    spent = before - sub.balances.get(faucet.ss58_address)
    check(spent == bt.tao(100) + result.fee, spent, result.fee)


@command("execute Transfer (refused: too little)")
def _():
    result = sub.execute(bt.Transfer(dest_ss58=cold(alice), amount_tao=1), bob)
    check(not result.success and result.error.code == bt.ErrorCode.INSUFFICIENT_BALANCE, result)
    check(result.error.remediation and balance(alice) == bt.tao(100))


@command("execute TransferAll")
def _():
    done(sub.execute(bt.TransferAll(dest_ss58=cold(bob), keep_alive=False), alice))
    check(balance(alice).rao == 0 and bt.tao(99) < balance(bob) < bt.tao(100), balance(bob))


@command("execute Batch (atomic)")
def _():
    gifts = [{"op": "transfer", "dest_ss58": cold(alice), "amount_tao": one} for one in (1, 2)]
    done(sub.execute(bt.Batch(intents=gifts), bob))
    check(balance(alice) == bt.tao(3))


@command("execute Batch (one fails, nothing happens)")
def _():
    gifts = [{"op": "transfer", "dest_ss58": cold(alice), "amount_tao": one} for one in (1, 9999)]
    check(not sub.execute(bt.Batch(intents=gifts), bob).success)
    check(balance(alice) == bt.tao(3))


@command("execute_tool")
def _():
    done(sub.execute_tool("transfer", {"dest_ss58": cold(alice), "amount_tao": "0.5"}, bob))
    check(balance(alice) == bt.tao("3.5"))


@command("submit_call (raw)")
def _():
    call = bt.calls.System.remark_with_event(remark="0x68656172746820")
    result = done(sub.submit_call(call, bob))
    check("Remarked" in str(result.events), result.events)


@command("Policy (spends no more than allowed)")
def _():
    bounded = bt.Subtensor(ENDPOINT, policy=bt.Policy(max_spend_tao=1))
    try:
        bounded.execute(bt.Transfer(dest_ss58=cold(alice), amount_tao=2), bob)
    except bt.PolicyError:
        check(balance(alice) == bt.tao("3.5"))
    else:
        check(False, "a transfer beyond the policy was sent")
    finally:
        bounded.close()


@command("block_info (extrinsics of a block)")
def _():
    result = done(sub.execute(bt.Transfer(dest_ss58=cold(alice), amount_tao=1), bob))
    number, index = (int(part) for part in result.extrinsic_id.split("-"))
    info = sub.block_info(number)
    check(info.hash == result.block_hash, info)
    called = info.extrinsics[index]["call"]
    check(called["call_function"] == "transfer_keep_alive", called)


@command("prepare_call, submit_signature (signed elsewhere)")
async def _():
    async with connected() as client:
        before = await client.balances.get(cold(alice))
        call = bt.calls.Balances.transfer_keep_alive(dest=cold(alice), value=5)
        unsigned = await client.prepare_call(call, address=cold(bob))
        signature = bob.coldkey.sign(unsigned.payload)
        done(await client.submit_signature(unsigned, signature))
        check((await client.balances.get(cold(alice))).rao == before.rao + 5)
