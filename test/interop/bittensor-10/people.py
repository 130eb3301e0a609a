"""Wallets of the practice network as btwallet files, and what the programs share."""

import os

import bittensor as bt
from hearth_report import NETWORK, check

ENDPOINT = NETWORK["endpoint"]
WALLETS = os.path.join(NETWORK["scratch"], "wallets")
TAO = bt.Balance.from_tao


def derived(path):
    """A key of block 0, by its path under the development phrase."""
    return bt.Keypair.create_from_uri(NETWORK["phrase"] + path)


def house(name, path):
    """The wallet of somebody of block 0, whose hotkey is derived from its coldkey's path."""
    wallet = bt.Wallet(name=name, path=WALLETS)
    if not wallet.coldkey_file.exists_on_device():
        wallet.set_coldkey(derived(path), encrypt=False, overwrite=True)
        wallet.set_coldkeypub(derived(path), overwrite=True)
        wallet.set_hotkey(derived(path + "//hotkey"), encrypt=False, overwrite=True)
    return wallet


def newcomer(name, hotkey="default"):
    """A wallet of its own, made as a person would, without a password."""
    wallet = bt.Wallet(name=name, hotkey=hotkey, path=WALLETS)
    return wallet.create_if_non_existent(
        coldkey_use_password=False, hotkey_use_password=False, suppress=True
    )


def faucet():
    return house("faucet", NETWORK["faucet"])


def owner():
    """Who owns subnet 1."""
    return house("owner", "//Hearth//Owner")


def validator(number):
    return house(f"validator-{number}", f"//Hearth//Validator//{number}")


def connect():
    return bt.Subtensor(network=ENDPOINT)


def cold(wallet):
    return wallet.coldkeypub.ss58_address


def hot(wallet):
    return wallet.hotkey.ss58_address


def done(response):
    """The response of a call that must have succeeded."""
    check(response.success, response.message, response.error)
    return response


def fund(sub, amount, *wallets):
    """Gives each wallet TAO of the faucet."""
    for wallet in wallets:
        done(sub.transfer(faucet(), cold(wallet), TAO(amount)))


def sudo(sub, module, function, **parameters):
    """A call of root: by the sudo key, as documented for local chains."""
    inner = sub.compose_call(module, function, parameters)
    call = sub.compose_call("Sudo", "sudo", {"call": inner})
    done(sub.sign_and_send_extrinsic(call, faucet(), use_nonce=True, nonce_key="coldkeypub"))


def by(sub, wallet, module, function, **parameters):
    """A call of the chain that the SDK has no method for, signed by the coldkey."""
    call = sub.compose_call(module, function, parameters)
    return sub.sign_and_send_extrinsic(call, wallet, use_nonce=True, nonce_key="coldkeypub")
