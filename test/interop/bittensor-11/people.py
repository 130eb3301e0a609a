"""Who acts in the tests of bittensor 11: wallets of their own, and the keys of block 0 that everybody knows."""

import asyncio
import contextlib
import os

import bittensor as bt
from bittensor.sp_core import Keypair
from hearth_report import NETWORK, check, until

ENDPOINT = NETWORK["endpoint"]
WALLETS = os.path.join(NETWORK["scratch"], "wallets-11")
OWNER = "//Hearth//Owner"
TOO_SOON = ("rate limit", "rate-limit", "Window", "TooFast", "window", "too early")


def key(path):
    """The key at a path of the phrase that everybody knows."""
    return Keypair.create_from_uri(NETWORK["phrase"] + path)


class Known:
    """Somebody of block 0, in the form that intents take: two keys."""

    def __init__(self, path):
        self.coldkey = key(path)
        self.hotkey = key(f"{path}//hotkey")
        self.coldkeypub, self.hotkeypub = self.coldkey, self.hotkey


faucet = key(NETWORK["faucet"])
owner = Known(OWNER)
validator = Known("//Hearth//Validator//1")
miner = Known("//Hearth//Miner//1")


def newcomer(name, hotkey="default"):
    """A wallet on disk that nobody had before, its coldkey without a password."""
    wallet = bt.Wallet(name=name, hotkey=hotkey, path=WALLETS)
    if not wallet.coldkey_file.exists_on_device():
        wallet.create_new_coldkey(use_password=False, on_mnemonic=lambda words: None)
    if not wallet.hotkey_file.exists_on_device():
        wallet.create_new_hotkey(use_password=False, on_mnemonic=lambda words: None)
    return wallet


def cold(wallet):
    return wallet.coldkeypub.ss58_address


def hot(wallet):
    return wallet.hotkeypub.ss58_address


def done(result):
    """The result of a transaction that must have succeeded."""
    check(result.success, result.message, result.error)
    return result


def fund(sub, *wallets, tao=1000):
    """Gives everybody TAO of the faucet in one atomic batch."""
    gifts = [{"op": "transfer", "dest_ss58": cold(one), "amount_tao": tao} for one in wallets]
    done(sub.execute(bt.Batch(intents=gifts), faucet, retries=5))


def sender(sub):
    """
    Signs and submits an intent that must succeed. The SDK counts a nonce too few after a shielded transaction, which
    takes two: the next one of that account is refused, which makes the SDK ask the chain, and goes through when repeated.
    """

    def send(intent, wallet, **options):
        result = sub.execute(intent, wallet, **options)
        if not result.success and "nonce" in result.message:
            result = sub.execute(intent, wallet, **options)
        return done(result)

    return send


def patiently(attempt, seconds=90.0):
    """Repeats an attempt while the chain or the SDK's own check says that it comes too soon; its result must be a success."""
    last = {}

    def settled():
        try:
            last["result"] = attempt()
        except bt.ChainError as error:
            if "rate limit" not in str(error):
                raise
            return False
        said = f"{last['result'].error!r} {last['result'].message}"
        return last["result"].success or not any(word in said for word in TOO_SOON)

    until(settled, seconds=seconds)
    return done(last["result"])


@contextlib.asynccontextmanager
async def connected():
    """
    An awaited client. Closing it while blocks come in may wait for ever, since its reader can miss that it was told to
    end; it is left alone after some seconds, and the event loop ends it.
    """
    client = await bt.Subtensor(ENDPOINT)
    try:
        yield client
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(client.close(), 5)
