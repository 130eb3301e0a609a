"""The same network by the SDK's other doors: AsyncSubtensor and SubtensorApi."""

import asyncio

import bittensor as bt
from hearth_report import NETWORK, check, command
from people import ENDPOINT, TAO, cold, done, fund, hot, newcomer, validator

HOUSE = validator(1)
someone = newcomer("someone")


sub = bt.AsyncSubtensor(network=ENDPOINT)


@command("AsyncSubtensor.initialize, block, get_block_hash, wait_for_block")
async def _():
    await sub.initialize()
    check(await sub.get_block_hash(0) == NETWORK["genesis"])
    begun = await sub.block
    check(await sub.wait_for_block(begun + 2))
    check(await sub.get_current_block() >= begun + 2)


@command("AsyncSubtensor.get_balance, get_balances (gathered)")
async def _():
    one, both = await asyncio.gather(
        sub.get_balance(cold(HOUSE)), sub.get_balances(cold(HOUSE), cold(someone))
    )
    check(both[cold(HOUSE)] == one and both[cold(someone)].rao == 0, both)


@command("AsyncSubtensor.metagraph, neurons, neurons_lite (of every subnet, gathered)")
async def _():
    netuids = await sub.get_all_subnets_netuid()
    graphs = await asyncio.gather(*[sub.metagraph(netuid) for netuid in netuids])
    for graph in graphs:
        lite = await sub.neurons_lite(graph.netuid)
        check([one.hotkey for one in lite] == list(graph.hotkeys), graph.netuid)
    check(len(await sub.neurons(1)) == graphs[1].n)


@command("AsyncSubtensor.all_subnets, subnet, get_subnet_hyperparameters, get_subnet_info")
async def _():
    subnets = await sub.all_subnets()
    one = await sub.subnet(1)
    check(subnets[1].netuid == one.netuid == 1 and one.price.rao > 0)
    check((await sub.get_subnet_hyperparameters(1)).tempo == await sub.tempo(1))
    check((await sub.get_subnet_info(1)).netuid == 1)


@command("AsyncSubtensor.get_delegates, get_stake, get_stake_info_for_coldkey")
async def _():
    check(hot(HOUSE) in [one.hotkey_ss58 for one in await sub.get_delegates()])
    check((await sub.get_stake(cold(HOUSE), hot(HOUSE), 1)).rao > 0)
    check(len(await sub.get_stake_info_for_coldkey(cold(HOUSE))) == 2)


with bt.Subtensor(network=ENDPOINT) as first:
    fund(first, 200, someone)


@command("AsyncSubtensor.burned_register, add_stake, unstake, transfer")
async def _():
    done(await sub.burned_register(someone, 1))
    check(await sub.is_hotkey_registered(hot(someone), 1))
    done(await sub.add_stake(someone, 1, hot(someone), TAO(20)))
    stake = await sub.get_stake(cold(someone), hot(someone), 1)
    check(stake.rao > 0)
    done(await sub.unstake(someone, 1, hot(someone), TAO(stake.tao / 2).set_unit(1)))
    check(await sub.get_stake(cold(someone), hot(someone), 1) < stake)
    before = await sub.get_balance(cold(HOUSE))
    done(await sub.transfer(someone, cold(HOUSE), TAO(1)))
    check(await sub.get_balance(cold(HOUSE)) - before == TAO(1))


@command("AsyncSubtensor.query_map")
async def _():
    keys = [uid async for uid, _ in await sub.query_map_subtensor("Keys", params=[1])]
    check(len(keys) == await sub.subnetwork_n(1), keys)


@command("SubtensorApi")
def _():
    with bt.SubtensorApi(network=ENDPOINT) as api:
        check(api.block > 0 and api.chain.get_block_hash(0) == NETWORK["genesis"])
        check(api.wallets.get_balance(cold(HOUSE)).rao > 0)
        check(api.metagraphs.metagraph(1).n == api.subnets.subnetwork_n(1))
        check(api.neurons.neurons_lite(1)[0].netuid == 1)
        check(hot(HOUSE) in [one.hotkey_ss58 for one in api.delegates.get_delegates()])
        check(api.staking.get_stake(cold(HOUSE), hot(HOUSE), 1).rao > 0)
        check(api.commitments.get_all_commitments(1) is not None)


@command("SubtensorApi(async_subtensor)")
async def _():
    async with bt.SubtensorApi(network=ENDPOINT, async_subtensor=True) as api:
        check(await api.block > 0)
        check((await api.wallets.get_balance(cold(HOUSE))).rao > 0)


@command("AsyncSubtensor.close")
async def _():
    await sub.close()
