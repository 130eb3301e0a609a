"""Weights: set in the open, committed by hash and revealed, committed by timelock; read back, and bonds after them."""

from hearth_report import NETWORK, check, command, until
from people import TAO, connect, done, fund, hot, newcomer, sudo, validator

sub = connect()
judge = newcomer("judge")
fund(sub, 400_000, judge)
done(sub.burned_register(judge, 1))
# More than all house validators together, which set no weights here: consensus is with the majority of stake.
done(sub.add_stake(judge, 1, hot(judge), TAO(300_000)))
uid = sub.get_uid_for_hotkey_on_subnet(hot(judge), 1)


def value(answer):
    return getattr(answer, "value", answer)


def epoch():
    return int(value(sub.query_subtensor("SubnetEpochIndex", params=[1])))


def rested():
    """Waits as long as the rate limit of weights asks; the SDK makes no attempt before that."""
    until(lambda: sub.blocks_since_last_update(1, uid) > sub.weights_rate_limit(1))


def weights_of(netuid=1):
    return dict(sub.weights(netuid)).get(uid)


@command("Subtensor.set_weights (within the rate limit: no attempt)")
def _():
    response = sub.set_weights(validator(9), 1, [1], [1.0])
    check(not response.success and "not registered" in response.message, response.message)


@command("Subtensor.get_subnet_validator_permits (earned)")
def _():
    until(lambda: sub.get_subnet_validator_permits(1)[uid])


@command("Subtensor.set_weights")
def _():
    rested()
    response = done(sub.set_weights(judge, 1, [1, 2, 3], [0.5, 0.25, 0.25]))
    check(response.message != "", response)
    check(weights_of() == [(1, 65535), (2, 32768), (3, 32768)], weights_of())


@command("Subtensor.weights")
def _():
    rested()
    done(sub.set_weights(judge, 1, [1, 4], [0.2, 0.8]))
    check(weights_of() == [(1, 16384), (4, 65535)], weights_of())


@command("Metagraph.W")
def _():
    row = sub.metagraph(1, lite=False).W[uid]
    check(abs(row[1] - 0.2) < 1e-3 and abs(row[4] - 0.8) < 1e-3, row)


@command("Neuron.weights")
def _():
    neuron = sub.neuron_for_uid(uid, 1)
    check([list(one) for one in neuron.weights] == [[1, 16384], [4, 65535]], neuron.weights)


@command("Subtensor.set_weights (refused: a uid that is not there)")
def _():
    rested()
    response = sub.set_weights(judge, 1, [200], [1.0], max_attempts=1)
    check(not response.success and weights_of() == [(1, 16384), (4, 65535)], response)


@command("Subtensor.bonds")
def _():
    bonds = until(lambda: dict(sub.bonds(1)).get(uid))
    check({one for one, _ in bonds} <= {1, 2, 3, 4} and all(value > 0 for _, value in bonds), bonds)


@command("Metagraph.I, D, E, C, T after an epoch")
def _():
    def rewarded():
        graph = sub.metagraph(1)
        return graph if graph.I[4] > 0 else None

    graph = until(rewarded)
    check(graph.E[4] > 0 and graph.C[4] > 0 and abs(sum(graph.I) - 1) < 0.01, graph.I)


# Commit and reveal from here on.
sudo(sub, "AdminUtils", "sudo_set_commit_reveal_weights_enabled", netuid=1, enabled=True)
SALT = [11, 22, 33, 44]
PATIENT = {"wait_for_inclusion": True, "period": 128}


def commit():
    """Commits by hash, and gives the epoch in which that can be revealed."""
    rested()
    done(sub.commit_weights(judge, 1, SALT, [1, 5], [65535, 65535], **PATIENT))
    return epoch() + sub.get_subnet_reveal_period_epochs(1)


reveal_in = 0


@command("Subtensor.commit_reveal_enabled (switched on)")
def _():
    check(sub.commit_reveal_enabled(1) is True)


@command("Subtensor.commit_weights")
def _():
    global reveal_in
    reveal_in = commit()
    stored = value(sub.query_subtensor("WeightCommits", params=[1, hot(judge)]))
    check(len(stored) == 1, stored)


@command("Subtensor.reveal_weights")
def _():
    global reveal_in
    # An epoch is five seconds here; a busy machine may miss the one that counts, and commits again.
    for _ in range(5):
        until(lambda: epoch() >= reveal_in)
        response = sub.reveal_weights(judge, 1, [1, 5], [65535, 65535], SALT, **PATIENT)
        if response.success:
            break
        reveal_in = commit()
    done(response)
    check(weights_of() == [(1, 65535), (5, 65535)], weights_of())


@command("Subtensor.set_weights (timelocked: commit to drand's quicknet, taken and stored)")
def _():
    # The SDK encrypts to drand's own key, which the practice beacon cannot open: the commit is what can be checked.
    rested()
    response = done(
        sub.set_weights(judge, 1, [1, 6], [0.5, 0.5], block_time=NETWORK["blockSeconds"])
    )
    check(response.data["reveal_round"] > 0 and response.data["commit_for_reveal"], response.data)
    commits = value(sub.query_map_subtensor("TimelockedWeightCommits", params=[1]))
    found = [one for _, queue in commits for one in value(queue)]
    check(any(response.data["reveal_round"] in one for one in found), found)


@command("Subtensor.get_timelocked_weight_commits (stored)")
def _():
    commits = sub.get_timelocked_weight_commits(1)
    check(any(who == hot(judge) for who, *_ in commits), commits)


sudo(sub, "AdminUtils", "sudo_set_commit_reveal_weights_enabled", netuid=1, enabled=False)


@command("Subtensor.set_weights (in the open again)")
def _():
    rested()
    done(sub.set_weights(judge, 1, [7], [1.0]))
    check(weights_of() == [(7, 65535)], weights_of())


sub.close()
