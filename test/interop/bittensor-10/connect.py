"""Meeting the network: connection, blocks, balances."""

import bittensor as bt
from hearth_report import NETWORK, check, command

sub = None


@command("Subtensor(network)")
def _():
    global sub
    sub = bt.Subtensor(network=NETWORK["endpoint"])
    check(sub.chain_endpoint == NETWORK["endpoint"], sub.chain_endpoint)
    check(sub.substrate.get_block_hash(0) == NETWORK["genesis"])
