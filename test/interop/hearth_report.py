"""What every Python program of the interop tests shares: the network it runs against, and the lines it reports."""

import asyncio
import inspect
import json
import os
import sys
import time
import traceback

NETWORK = json.loads(os.environ["HEARTH_INTEROP"])
"""endpoint, genesis, blockSeconds, tempo, phrase, faucet, scratch (see suite.ts)."""

OUT = sys.stdout.fileno()
LOOP = asyncio.new_event_loop()
"""Where commands that are coroutines run: one loop, so that they can share a connection."""
_only = [name for name in os.environ.get("HEARTH_ONLY", "").split(",") if name]


class Known(Exception):
    """A reason, known beforehand, why a command does not work here; it stands in the table word for word."""


def report(command, error=None):
    """Prints the one line of a command."""
    line = {"command": command, "ok": error is None}
    if isinstance(error, Known):
        line.update(why=str(error), known=True)
    elif error is not None:
        line.update(why=say(error))
        traceback.print_exception(error, file=sys.stderr)
    # One write with its own line ends: tools log to the same output from other threads.
    os.write(OUT, f"\n{json.dumps(line)}\n".encode())


def say(error):
    """An error in one line, with where in the program it came up."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "site-packages" not in f.filename]
    where = f"line {frames[-1].lineno}: {frames[-1].line}: " if frames else ""
    return f"{where}{type(error).__name__}: {error}".replace("\n", " ")[:1500]


def command(name):
    """Runs the decorated function at once and reports how it went under this name. It fails by raising anything."""

    def run(function):
        if _only and name not in _only:
            return None
        try:
            result = function()
            if inspect.isawaitable(result):
                result = LOOP.run_until_complete(result)
        except Exception as error:  # whatever a tool may raise is a failed command
            report(name, error)
            return None
        report(name)
        return result

    return run


def check(condition, *seen):
    """Raises with what was seen where a condition does not hold."""
    if not condition:
        raise AssertionError(" ".join(str(one) for one in seen) or "not so")


def until(question, seconds=60.0, every=None):
    """Asks until the answer is true, and gives it; raises when it has not become true in time."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {inspect.getsource(question).strip()[:200]}")
        time.sleep(every or NETWORK["blockSeconds"])
