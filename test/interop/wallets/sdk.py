"""One thing done with a wallet by an SDK: `make` it, or `open` one and sign. Works with bittensor_wallet and bittensor 11."""

import json
import os
import sys

try:
    from bittensor_wallet import Wallet
except ImportError:
    from bittensor import Wallet

what, path, name = sys.argv[1:4]
password, message = os.environ["HEARTH_PASSWORD"], os.environ["HEARTH_MESSAGE"].encode()
wallet = Wallet(name=name, path=path)


def make():
    if hasattr(wallet, "create_if_non_existent"):
        wallet.create_if_non_existent(
            coldkey_use_password=True,
            hotkey_use_password=False,
            save_coldkey_to_env=False,
            save_hotkey_to_env=False,
            coldkey_password=password,
            suppress=True,
        )
        return
    wallet.create_new_coldkey(use_password=True, coldkey_password=password, on_mnemonic=lambda words: None)
    wallet.create_new_hotkey(use_password=False, on_mnemonic=lambda words: None)


if what == "make":
    make()
coldkey, hotkey = wallet.get_coldkey(password), wallet.get_hotkey()
print(json.dumps({
    "coldkey": wallet.coldkeypub.ss58_address,
    "hotkey": hotkey.ss58_address,
    "unlocked": coldkey.ss58_address,
    "signature": coldkey.sign(message).hex(),
    "hotkeySignature": hotkey.sign(message).hex(),
}))
