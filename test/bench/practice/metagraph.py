"""bittensor 10 asking for a whole metagraph and decoding it: `metagraph.py ENDPOINT NETUID TIMES` prints a JSON list of milliseconds."""

import json
import sys
import time

import bittensor as bt

endpoint, netuid, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
subtensor = bt.Subtensor(network=endpoint)
samples = []
# The first one fetches the metadata.
for _ in range(times + 1):
    started = time.perf_counter()
    graph = subtensor.query_runtime_api("SubnetInfoRuntimeApi", "get_metagraph", [netuid])
    samples.append((time.perf_counter() - started) * 1000)
    assert len(graph["hotkeys"]) == 256, len(graph["hotkeys"])
print(json.dumps(samples[1:]))
