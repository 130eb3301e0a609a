"""btauth/1 both ways: signed requests of bittensor 11 to our miners, and our validators' requests to a server of it."""

import hashlib
import json
import os
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import bittensor as bt
from hearth_report import check, command, until
from people import ENDPOINT, done, fund, hot, miner, newcomer, validator

sub = bt.Subtensor(ENDPOINT)
REFERENCE = os.environ["HEARTH_MODEL_SHA256"]


def endpoint(hotkey):
    """Where the chain says that a neuron serves; every 127.x.x.x is this computer, as the chain refuses 127.0.0.1."""
    axon = next(row.axon for row in sub.subnets.metagraph(netuid=1).neurons if row.hotkey == hotkey)
    host, _, port = (axon or "").rpartition(":")
    return f"http://127.0.0.1:{port}" if host.startswith("127.") else None


home = until(lambda: endpoint(hot(miner)), seconds=120)


def ask(path, body, signer=validator, receiver=None, tamper=None, headers=None):
    """One signed request, as the guide of signed requests has it: status and answer."""
    raw = json.dumps(body).encode()
    headers = headers or bt.http_auth.sign(
        signer.hotkey, method="POST", path=path, body=raw, receiver_ss58=receiver or hot(miner)
    )
    request = urllib.request.Request(home + path, data=tamper or raw, method="POST", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def challenge():
    return {"nonce": os.urandom(16).hex(), "prompt": "Say something.", "maxTokens": 8, "models": [REFERENCE]}


@command("http_auth.sign: our miner commits, and reveals what it committed to")
def _():
    question = challenge()
    status, promise = ask("/challenge", question)
    check(status == 200 and len(promise["commitment"]) == 64, status, promise)
    status, opened = ask("/reveal", {"challenge": question["nonce"]})
    check(status == 200, status, opened)
    digest = hashlib.sha256(opened["answer"].encode() + bytes.fromhex(opened["salt"])).hexdigest()
    answer = json.loads(opened["answer"])
    check(digest == promise["commitment"] and answer["nonce"] == question["nonce"], answer)
    check(1 <= len(answer["tokens"]) <= 9 and answer["text"], answer)


@command("http_auth.sign: our miner refuses a body that was changed (BadSignature)")
def _():
    status, said = ask("/challenge", challenge(), tamper=json.dumps(challenge()).encode())
    check((status, said["error"]) == (401, "BadSignature"), status, said)


@command("http_auth.sign: our miner refuses what is for another (WrongReceiver)")
def _():
    status, said = ask("/challenge", challenge(), receiver=hot(validator))
    check((status, said["error"]) == (401, "WrongReceiver"), status, said)


@command("http_auth.sign: our miner refuses a request of yesterday (StaleRequest)")
def _():
    body = json.dumps(challenge()).encode()
    old = bt.http_auth.sign(
        validator.hotkey, method="POST", path="/challenge", body=body, receiver_ss58=hot(miner), nonce_ns=10**18
    )
    status, said = ask("/challenge", challenge(), tamper=body, headers=old)
    check((status, said["error"]) == (401, "StaleRequest"), status, said)


@command("http_auth.sign: our miner refuses the same request twice (ReplayedRequest)")
def _():
    body = json.dumps({"challenge": "00" * 16}).encode()
    headers = bt.http_auth.sign(
        validator.hotkey, method="POST", path="/reveal", body=body, receiver_ss58=hot(miner)
    )
    first, _ = ask("/reveal", {}, tamper=body, headers=headers)
    status, said = ask("/reveal", {}, tamper=body, headers=headers)
    check((first, status, said["error"]) == (404, 401, "ReplayedRequest"), first, status, said)


@command("http_auth.sign: our miner refuses who is not of the subnet")
def _():
    status, said = ask("/challenge", challenge(), signer=newcomer("auth-stranger"))
    check((status, said["error"]) == (403, "not-registered"), status, said)


class Server(BaseHTTPRequestHandler):
    """A miner in the form of the guide's recipes: every request goes through http_auth.verify first."""

    me = newcomer("auth-miner")
    accepted, refused = [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            caller = bt.http_auth.verify(
                dict(self.headers.items()), body, method="POST", path=self.path, self_hotkey_ss58=hot(self.me)
            )
        except bt.http_auth.AuthError as error:
            self.refused.append(error)
            return self.reply(401, {"error": type(error).__name__})
        self.accepted.append((caller.hotkey_ss58, self.path, json.loads(body)))
        self.reply(200, {"commitment": "00" * 32})

    def reply(self, status, body):
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        pass


@command("http_auth.verify: a server of bittensor 11 accepts what our validators ask")
def _():
    fund(sub, Server.me, tao=100)
    done(sub.execute(bt.BurnedRegister(netuid=1), Server.me))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        announced = bt.ServeAxon(netuid=1, ip="127.0.0.2", port=server.server_address[1])
        done(sub.execute(announced, Server.me))
        until(lambda: {path for _, path, _ in Server.accepted} == {"/challenge", "/reveal"}, seconds=120)
    finally:
        server.shutdown()
    judges = {row.hotkey for row in sub.neurons.all(netuid=1) if row.validator_permit}
    check(not Server.refused, Server.refused)
    check({caller for caller, _, _ in Server.accepted} <= judges, Server.accepted)
    check("nonce" in Server.accepted[0][2] and Server.accepted[0][1] == "/challenge", Server.accepted[0])


@command("http_auth.sign: our miner refuses a neuron without a permit")
def _():
    said = until(lambda: (lambda seen: seen[1].get("error") != "not-registered" and seen)(
        ask("/challenge", challenge(), signer=Server.me)), every=1)
    check(said == (403, {"error": "no-permit"}), said)
