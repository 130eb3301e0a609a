"""The command line of bittensor 11: every command says what it did in JSON, and the SDK reads back whether it is so."""

import json
import os
import subprocess
import sys

import bittensor as bt
from hearth_report import NETWORK, check, command, until
from people import ENDPOINT, WALLETS, cold, fund, hot, newcomer, validator

BTCLI = os.path.join(os.path.dirname(sys.executable), "btcli")
sub = bt.Subtensor(ENDPOINT)
alice, bob = newcomer("cli-alice"), newcomer("cli-bob")
fund(sub, alice, bob, tao=3000)


def btcli(*words, wallet="cli-alice"):
    """Runs a command and gives its JSON; raises with what it said when it failed."""
    options = ["-n", ENDPOINT, "-w", wallet, "-H", "default", "--wallet-path", WALLETS, "--json"]
    done = subprocess.run(
        [BTCLI, *(str(word) for word in words), *options],
        capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
    )
    check(done.returncode == 0, done.returncode, done.stdout[-300:], done.stderr.replace("\u2500", "")[-600:])
    return done.stdout


def does(*words, wallet="cli-alice"):
    """A command that submits: without questions, and it must say that it succeeded."""
    said = btcli(*words, "-y", wallet=wallet)
    check('"success": false' not in said, said[-800:])
    return said


def shows(name, words, *expected):
    """A command that only shows: what must stand in it."""

    @command(f"btcli {name}")
    def _():
        said = btcli(*words)
        json.loads(said)
        for one in expected:
            check(str(one) in said, one, "not in", said[:600])


def balance(wallet):
    return sub.balances.get(cold(wallet))


def stake(wallet, hotkey, netuid=1):
    return sub.staking.stake(coldkey_ss58=cold(wallet), hotkey_ss58=hotkey, netuid=netuid).rao


shows("wallet list", ["wallet", "list"], "cli-alice", cold(alice))
shows("wallet balance", ["wallet", "balance", cold(alice)], "3000")
shows("subnets list", ["subnets", "list"], "Text generation")
shows("subnets show", ["subnets", "show", 1], "Text generation")
shows("subnets hyperparameters", ["subnets", "hyperparameters", 1], "tempo", "immunity_period")
shows("subnets metagraph", ["subnets", "metagraph", 1], hot(validator))
shows("subnets price", ["subnets", "price", "--netuid", 1])
shows("subnets burn-cost", ["subnets", "burn-cost", 1])
shows("subnets create-cost", ["subnets", "create-cost"], "1000")
shows("query metagraph", ["query", "metagraph", "--netuid", 1], hot(validator))
shows("query delegates", ["query", "delegates"], hot(validator))


@command("btcli wallet transfer")
def _():
    before = balance(bob)
    does("wallet", "transfer", "--dest", cold(bob), "--amount-tao", 5)
    check(balance(bob) == before + bt.tao(5))


@command("btcli wallet transfer --dry-run")
def _():
    before = balance(bob)
    btcli("wallet", "transfer", "--dest", cold(bob), "--amount-tao", 5, "--dry-run")
    check(balance(bob) == before)


@command("btcli wallet sign, verify")
def _():
    signed = json.loads(btcli("wallet", "sign", "--message", "hearth"))
    mark = next(str(value) for value in signed.values() if len(str(value)) >= 128)
    said = btcli("wallet", "verify", "--message", "hearth", "--signature", mark, "--ss58", cold(alice))
    check("true" in said.lower(), said)


@command("btcli subnets register (shielded)")
def _():
    does("subnets", "register", "--netuid", 1)
    check(sub.neurons.uid(netuid=1, hotkey_ss58=hot(alice)) == 10)


@command("btcli stake add (shielded)")
def _():
    does("stake", "add", "--hotkey", hot(validator), "--netuid", 1, "--amount-tao", 50)
    check(stake(alice, hot(validator)) > 10**9)


@command("btcli stake add --no-mev-shield")
def _():
    before = stake(alice, hot(alice))
    does("stake", "add", "--hotkey", hot(alice), "--netuid", 1, "--amount-tao", 200, "--no-mev-shield")
    check(stake(alice, hot(alice)) > before)


@command("btcli stake list")
def _():
    check(hot(validator) in btcli("stake", "list"))


@command("btcli stake show")
def _():
    btcli("stake", "show", "--hotkey", hot(validator), "--netuid", 1)


@command("btcli stake move")
def _():
    before = stake(alice, hot(alice))
    does("tx", "move-stake", "--origin-hotkey", hot(validator), "--origin-netuid", 1,
         "--dest-hotkey", hot(alice), "--dest-netuid", 1, "--amount-alpha", 5)
    check(stake(alice, hot(alice)) > before)


@command("btcli stake remove")
def _():
    before = balance(alice)
    does("stake", "remove", "--hotkey", hot(validator), "--netuid", 1, "--amount-alpha", 10)
    check(balance(alice) > before)


@command("btcli axon set")
def _():
    does("axon", "set", "--netuid", 1, "--ip", "127.0.0.2", "--port", 9001)
    axons = {row.hotkey: row.axon for row in sub.subnets.metagraph(netuid=1).neurons}
    check(axons[hot(alice)] == "127.0.0.2:9001", axons)


@command("btcli weights set")
def _():
    uid = sub.neurons.uid(netuid=1, hotkey_ss58=hot(alice))
    until(lambda: sub.neurons.all(netuid=1)[uid].validator_permit, seconds=90)
    does("weights", "set", "--netuid", 1, "--uids", "1,2", "--weights", "0.5,0.5")
    check(set(sub.weights.weights(netuid=1)[uid]) == {1, 2})


@command("btcli query weights")
def _():
    btcli("query", "weights", "--netuid", 1)


@command("btcli stake set-auto")
def _():
    does("tx", "set-auto-stake", "--netuid", 1, "--hotkey", hot(validator))
    check(sub.staking.auto_stake(coldkey_ss58=cold(alice), netuid=1) == hot(validator))


@command("btcli proxy add, list, remove")
def _():
    does("proxy", "add", "--delegate", cold(bob), "--proxy-type", "Staking")
    check(cold(bob) in str(sub.balances.proxies(coldkey_ss58=cold(alice))))
    check(cold(bob) in btcli("proxy", "list"))
    does("proxy", "remove", "--delegate", cold(bob), "--proxy-type", "Staking")
    check(cold(bob) not in str(sub.balances.proxies(coldkey_ss58=cold(alice))))


@command("btcli tx create-crowdloan, crowd list, crowd info")
def _():
    does("tx", "create-crowdloan", "--deposit-tao", 20, "--min-contribution-tao", 1, "--cap-tao", 100,
         "--end", sub.block + 60_000, "--target", cold(bob))
    check(cold(alice) in btcli("crowd", "list"))
    check(cold(alice) in btcli("crowd", "info", 0))


@command("btcli wallet set-identity, get-identity")
def _():
    does("tx", "set-identity", "--name", "Cli")
    check("Cli" in btcli("wallet", "get-identity"))


@command("btcli subnets create")
def _():
    does("subnets", "create")
    check(len(sub.subnets.all()) == 3)


@command("btcli sudo set")
def _():
    def set_it():
        try:
            does("sudo", "set", "--netuid", 2, "--name", "immunity_period", "--value", 77)
        except AssertionError as error:
            if "indow" not in str(error):
                raise
            return False
        return True

    until(set_it, seconds=90)
    check(sub.hyperparameters.immunity_period(netuid=2) == 77)


@command("btcli config set, get")
def _():
    subprocess.run([BTCLI, "config", "set", "network", ENDPOINT], check=True, capture_output=True, timeout=60)
    said = subprocess.run([BTCLI, "config", "get", "network"], check=True, capture_output=True, timeout=60)
    check(ENDPOINT in said.stdout.decode() and NETWORK["endpoint"] == ENDPOINT, said.stdout)
