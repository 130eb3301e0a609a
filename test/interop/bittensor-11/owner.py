"""What a subnet's owner does with bittensor 11: a subnet of its own, its parameters, its commit-reveal."""

import hashlib
import struct

import bittensor as bt
from hearth_report import Known, check, command, until
from people import ENDPOINT, cold, connected, done, faucet, fund, hot, newcomer, patiently, sender

sub = bt.Subtensor(ENDPOINT)
send = sender(sub)
founder = newcomer("founder")
other = newcomer("founder-other")
fund(sub, founder, other, tao=20_000)


def parameters():
    return sub.subnets.subnet_hyperparameters(netuid=NETUID)


@command("execute RegisterSubnet")
def _():
    before = sub.balances.get(cold(founder))
    result = send(bt.RegisterSubnet(), founder)
    check(result.data.get("netuid") == 2, result.data)
    check((before - sub.balances.get(cold(founder))).rao > 999 * 10**9)


NETUID = 2


@command("execute StartCall")
def _():
    until(lambda: sub.execute(bt.StartCall(netuid=NETUID), founder).success, seconds=90)
    check(sub.query(bt.storage.SubtensorModule.SubtokenEnabled, [NETUID]) is True)


@command("execute SetSubnetIdentity")
def _():
    send(bt.SetSubnetIdentity(netuid=NETUID, subnet_name="Elevens", subnet_url="https://example.org"), founder)
    check(sub.subnets.subnet_identity(netuid=NETUID)["subnet_name"] == "Elevens")


@command("execute UpdateSymbol")
def _():
    send(bt.UpdateSymbol(netuid=NETUID, symbol="γ"), founder)
    check(sub.subnets.token_symbols()[NETUID] == "γ", sub.subnets.token_symbols())


VALUES = {
    "immunity_period": 100, "min_allowed_weights": 2, "weights_version": 0, "min_burn": "0.001", "max_burn": 50.0, "bonds_moving_avg": 900_000, "bonds_penalty": 0.5,
    "serving_rate_limit": 3, "activity_cutoff_factor": 20_000, "commit_reveal_period": 1, "max_allowed_uids": 128, "burn_increase_mult": 1.5,
    "burn_half_life": 720, "rho": 12, "alpha_sigmoid_steepness": 900, "min_childkey_take": 0.05,
    "owner_immune_neuron_limit": 2, "commit_reveal_weights_enabled": True, "liquid_alpha_enabled": True,
    "yuma3_enabled": True, "bonds_reset_enabled": True, "transfers_enabled": False, "owner_cut_enabled": True,
    "owner_cut_auto_lock_enabled": True, "adjustment_alpha": 10,
}


for name, value in VALUES.items():

    @command(f"execute SetHyperparameter {name}")
    def _(name=name, value=value):
        patiently(lambda: sub.execute(bt.SetHyperparameter(netuid=NETUID, name=name, value=value), founder))


@command("read subnet_hyperparameters (as set)")
def _():
    seen = parameters()
    check(seen["immunity_period"] == 100 and seen["min_allowed_weights"] == 2, seen)


for name, value in {"tempo": 360, "registration_allowed": True}.items():

    @command(f"execute SetHyperparameter {name} (by the owner)")
    def _(name=name, value=value):
        result = sub.execute(bt.SetHyperparameter(netuid=NETUID, name=name, value=value), founder)
        if "BadOrigin" in f"{result.error!r} {result.message}":
            raise Known("root's at spec 424; later specs give it to the owner")
        done(result)


@command("submit_call SubtensorModule.set_tempo (as the owner does at spec 424)")
def _():
    call = bt.calls.SubtensorModule.set_tempo(netuid=NETUID, tempo=400)
    until(lambda: sub.submit_call(call, founder).success, seconds=90)
    check(sub.subnets.subnet(netuid=NETUID).tempo == 400)


@command("submit_call Sudo.sudo (by the sudo key)")
async def _():
    async with connected() as client:
        inner = await client.compose(bt.calls.AdminUtils.sudo_set_tempo(netuid=NETUID, tempo=20))
        done(await client.submit_call(bt.calls.Sudo.sudo(call=inner), faucet))
    check(sub.subnets.subnet(netuid=NETUID).tempo == 20)


@command("execute SetMechanismCount")
def _():
    patiently(lambda: sub.execute(bt.SetMechanismCount(netuid=NETUID, mechanism_count=2), founder))
    check(sub.subnets.mechanism_count(netuid=NETUID) == 2)


@command("execute SetSubnetEmissionEnabled (by the sudo key)")
def _():
    send(bt.SetSubnetEmissionEnabled(netuids=[NETUID], enabled=True), faucet)
    check(sub.hyperparameters.subnet_emission_enabled(netuid=NETUID) == 1)


@command("execute SetWeights (commits, where commit-reveal is on)")
def _():
    check(sub.subnets.commit_reveal_enabled(netuid=NETUID) is True)
    send(bt.BurnedRegister(netuid=NETUID), other)
    send(bt.AddStake(hotkey_ss58=hot(founder), netuid=NETUID, amount_tao=600, slippage_protection=False), founder)
    until(lambda: sub.neurons.all(netuid=NETUID)[0].validator_permit, seconds=60)
    result = patiently(lambda: sub.execute(bt.SetWeights(netuid=NETUID, weights={0: 1, 1: 1}), founder))
    check("TimelockedWeightsCommitted" in str(result.events), result.events)
    check(sub.weights.timelocked_weight_commits(netuid=NETUID), "no commit waits")


@command("execute CommitWeights (timelocked)")
def _():
    before = str(sub.weights.timelocked_weight_commits(netuid=NETUID))
    patiently(lambda: sub.execute(bt.CommitWeights(netuid=NETUID, weights={0: 1, 1: 3}), founder))
    check(str(sub.weights.timelocked_weight_commits(netuid=NETUID)) != before)


@command("execute CommitWeights (its reveal by the chain)")
def _():
    raise Known(
        "it is sealed to a round of drand's own network, which alone can sign it; "
        "the beacon of this network has another key, and nothing here may ask beyond this machine"
    )


@command("submit_call commit_weights, execute RevealWeights (by hash)")
def _():
    uids, values, salt = [0, 1], [21845, 65535], [1, 2, 3, 4]
    packed = bytes(founder.hotkeypub.public_key) + struct.pack("<H", NETUID)
    for row in (uids, values, salt):
        packed += bytes([len(row) * 4]) + b"".join(struct.pack("<H", one) for one in row)
    digest = hashlib.blake2b(packed + struct.pack("<Q", 0), digest_size=32).hexdigest()
    call = bt.calls.SubtensorModule.commit_weights(netuid=NETUID, commit_hash=f"0x{digest}")
    patiently(lambda: sub.submit_call(call, founder, signer="hotkey"))
    sub.wait_for_epoch(NETUID, timeout=90)
    # The epoch that was waited for may be the one in which they were committed.
    patiently(lambda: sub.execute(bt.RevealWeights(netuid=NETUID, uids=uids, weights=values, salt=salt), founder))
    row = sub.weights.weights(netuid=NETUID)[0]
    check(abs(row[0] - 0.25) < 0.001 and abs(row[1] - 0.75) < 0.001, row)


@command("execute TrimSubnet")
def _():
    patiently(lambda: sub.execute(bt.TrimSubnet(netuid=NETUID, max_n=64), founder))
    check(sub.query(bt.storage.SubtensorModule.MaxAllowedUids, [NETUID]) == 64)
