"""A miner and a validator: registration, an Axon that is announced, found in the metagraph and queried by Dendrite."""

import asyncio
import socket
from typing import Tuple

import bittensor as bt
from hearth_report import Known, check, command, until
from people import TAO, cold, connect, done, fund, hot, newcomer

sub = connect()
miner, customer, stranger = newcomer("miner"), newcomer("customer"), newcomer("stranger")
fund(sub, 5_000, miner, customer, stranger)

@command("Subtensor.burned_register")
def _():
    before = sub.get_balance(cold(miner))
    done(sub.burned_register(miner, 1))
    uid = sub.get_uid_for_hotkey_on_subnet(hot(miner), 1)
    check(uid is not None and sub.neuron_for_uid(uid, 1).coldkey == cold(miner), uid)
    check(sub.get_balance(cold(miner)) < before)
    check(sub.get_owned_hotkeys(cold(miner)) == [hot(miner)])


@command("Subtensor.burned_register (again)")
def _():
    response = sub.burned_register(miner, 1)
    check(response.success and "lready" in response.message, response.message)


@command("Subtensor.register")
def _():
    response = sub.register(customer, 1)
    if "Torch is not installed" in (response.message or ""):
        done(sub.burned_register(customer, 1))
        raise Known("it mines a proof of work, for which PyTorch would have to be installed; burned_register works")
    done(response)
    check(sub.is_hotkey_registered(hot(customer), 1))


if hasattr(sub, "register_limit"):

    @command("Subtensor.register_limit")
    def _():
        response = sub.register_limit(stranger, 1, limit_price=bt.Balance.from_rao(1))
        check(not response.success and not sub.is_hotkey_registered(hot(stranger), 1), response)
        done(sub.register_limit(stranger, 1, limit_price=TAO(1_000)))
        check(sub.is_hotkey_registered(hot(stranger), 1))


class Question(bt.Synapse):
    """The wire form of a subnet of one's own, as the SDK's guide has it."""

    number: int = 0
    answer: int | None = None


def forward(synapse: Question) -> Question:
    synapse.answer = synapse.number * 2
    return synapse


def blacklist(synapse: Question) -> Tuple[bool, str]:
    registered = sub_of_axon.is_hotkey_registered(synapse.dendrite.hotkey, 1)
    return not registered, "not registered"


def priority(synapse: Question) -> float:
    return 1.0


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


if not hasattr(sub, "register_limit"):
    # Older versions ask one service of the internet for their outside address and end without it.
    from bittensor.utils import networking

    networking.get_external_ip = lambda: "203.0.113.7"

sub_of_axon = connect()
port = free_port()
axon = bt.Axon(wallet=miner, port=port, ip="127.0.0.1")


@command("Axon.attach, start")
def _():
    axon.attach(forward_fn=forward, blacklist_fn=blacklist, priority_fn=priority)
    axon.start()

    def listens():
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1)
        except OSError:
            return None

    until(listens).close()


@command("Subtensor.serve_axon")
def _():
    done(sub.serve_axon(1, axon))
    uid = sub.get_uid_for_hotkey_on_subnet(hot(miner), 1)
    info = sub.neuron_for_uid(uid, 1).axon_info
    check((info.ip, info.port) == (axon.external_ip, port), info)


@command("Axon.serve")
def _():
    axon.serve(netuid=1, subtensor=sub)
    check(sub.metagraph(1).axons[sub.get_uid_for_hotkey_on_subnet(hot(miner), 1)].port == port)


def announced():
    graph = sub.metagraph(1)
    return graph.axons[graph.hotkeys.index(hot(miner))]


async def ask(wallet, question, target):
    async with bt.Dendrite(wallet=wallet) as dendrite:
        answers = await dendrite.forward(axons=[target], synapse=question, timeout=30)
    return answers[0]


@command("Metagraph.axons")
def _():
    found = announced()
    check(found.is_serving and found.hotkey == hot(miner) and found.coldkey == cold(miner), found)


@command("Dendrite.forward, query by a second wallet")
def _():
    answer = asyncio.run(ask(customer, Question(number=21), announced()))
    check(answer.answer == 42 and answer.dendrite.status_code == 200, answer.dendrite)
    check(answer.axon.hotkey == hot(miner), answer.axon)


@command("Dendrite.forward (blacklisted)")
def _():
    nobody = newcomer("nobody")
    answer = asyncio.run(ask(nobody, Question(number=21), announced()))
    check(answer.answer is None and answer.dendrite.status_code == 403, answer.dendrite)


@command("Dendrite.forward (a hotkey that the message was not for)")
def _():
    other = announced()
    other.hotkey = hot(stranger)
    answer = asyncio.run(ask(customer, Question(number=21), other))
    check(answer.answer is None and answer.dendrite.status_code == 401, answer.dendrite)


@command("Subtensor.serve_axon(certificate)")
def _():
    # A plain string: the codec that 10.5 pins encodes no subclass of it, so none of the SDK's own class either.
    certificate = "\x01" + "ab" * 16
    # An announcement waits for the rate limit of the one before.
    sub.wait_for_block(sub.block + sub.get_hyperparameter("ServingRateLimit", 1) + 1)
    again = bt.Axon(wallet=miner, port=free_port())
    done(sub.serve_axon(1, again, certificate=certificate))
    check(sub.get_neuron_certificate(hot(miner), 1) is not None)
    check(hot(miner) in sub.get_all_neuron_certificates(1))


@command("Axon.stop")
def _():
    axon.stop()

    def silent():
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return True

    until(silent)


@command("Subtensor.root_register")
def _():
    done(sub.add_stake(customer, 0, hot(customer), TAO(100)))
    done(sub.root_register(customer))
    check(sub.is_hotkey_registered(hot(customer), 0) and hot(customer) in sub.metagraph(0).hotkeys)


sub.close()
sub_of_axon.close()
