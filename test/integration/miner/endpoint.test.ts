import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { authHeaders, signedText } from "../../../native/protocol/btauth.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { fakeModel, openTextMiner, type TextMiner } from "../../fakes/text-miner.ts";

const alice = keypairFromUri("//Alice");
const bob = keypairFromUri("//Bob");
const never = new Promise(() => undefined);
const opened: TextMiner[] = [];
let nonce = 0n;

afterEach(async () => {
  await Promise.all(opened.splice(0).map((miner) => miner.endpoint.close()));
});

async function miner(options: Partial<Parameters<typeof openTextMiner>[0]> = {}) {
  const made = await openTextMiner({ uri: "//Miner", validators: [alice.address], ...options });
  opened.push(made);
  return made;
}

function challenge(seed: number) {
  return textGeneration.makeChallenge(new Uint8Array(32).fill(seed), [fakeModel.sha256]);
}

interface Forgery {
  readonly sender?: typeof alice;
  readonly receiver?: string;
  readonly nonce?: bigint;
  readonly signedBody?: string;
  readonly target?: string;
}

function signed(to: TextMiner, body: string, forgery: Forgery = {}) {
  const sender = forgery.sender ?? alice;
  const clock = BigInt(Date.now()) * 1_000_000n;
  nonce = clock > nonce ? clock : nonce + 1n;
  const request = {
    scheme: "sr25519" as const,
    method: "POST",
    target: forgery.target ?? "/challenge",
    body: Buffer.from(forgery.signedBody ?? body),
    nonce: forgery.nonce ?? nonce,
    sender: sender.address,
    receiver: forgery.receiver ?? to.keypair.address,
  };
  const signature = sender.sign(new TextEncoder().encode(signedText(request)));
  return authHeaders({ ...request, signature });
}

async function post(
  to: TextMiner,
  path: string,
  body: string,
  headers: Record<string, string>,
  signal?: AbortSignal,
) {
  const response = await fetch(`http://127.0.0.1:${to.endpoint.port}${path}`, {
    method: "POST",
    body,
    headers,
    ...(signal ? { signal } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("a miner's endpoint", () => {
  it("listens on a second address of this machine while it is open, and does without one that is not there", async () => {
    const first = await miner({ change: { alias: "::1" } });
    const { port } = first.endpoint;
    const there = (): Promise<boolean> =>
      fetch(`http://[::1]:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    const system = createServer().listen(0, "::1");
    const known = await once(system, "listening").then(
      () => true,
      () => false,
    );
    system.close();
    expect(await there()).toBe(known);
    await first.endpoint.close();
    expect(await there()).toBe(false);
    const second = await miner({ change: { alias: "192.0.2.1" } });
    expect((await fetch(`http://127.0.0.1:${second.endpoint.port}/health`)).ok).toBe(true);
  });

  it("commits to an answer first and opens it only for who asked", async () => {
    const to = await miner({ validators: [alice.address, bob.address] });
    const asked = challenge(1);
    const body = JSON.stringify(asked);
    const promise = await post(to, "/challenge", body, signed(to, body));
    expect(promise.status).toBe(200);
    expect(Object.keys(promise.body)).toEqual(["commitment"]);
    const open = JSON.stringify({ challenge: asked.nonce });
    const target = "/reveal";
    const stranger = await post(to, target, open, signed(to, open, { target, sender: bob }));
    expect(stranger).toEqual({ status: 404, body: { error: "challenge-unknown" } });
    const opening = await post(to, target, open, signed(to, open, { target }));
    expect(opening.status).toBe(200);
    expect(JSON.parse(String(opening.body.answer))).toMatchObject({ nonce: asked.nonce });
    expect(to.events.map((event) => event.kind)).toEqual(["received", "refused", "answered"]);
  });

  it("refuses an unsigned request", async () => {
    const to = await miner();
    expect(await post(to, "/challenge", "{}", {})).toEqual({
      status: 401,
      body: { error: "MalformedAuth" },
    });
  });

  it("refuses the second use of a request, byte for byte the same", async () => {
    const to = await miner();
    const body = JSON.stringify(challenge(2));
    const headers = signed(to, body);
    expect((await post(to, "/challenge", body, headers)).status).toBe(200);
    expect(await post(to, "/challenge", body, headers)).toEqual({
      status: 401,
      body: { error: "ReplayedRequest" },
    });
  });

  it("refuses the second use of a request also after it was opened again", async () => {
    const to = await miner();
    const body = JSON.stringify(challenge(9));
    const headers = signed(to, body);
    expect((await post(to, "/challenge", body, headers)).status).toBe(200);
    await to.endpoint.close();
    const again = await miner({ change: { port: to.endpoint.port } });
    expect(await post(again, "/challenge", body, headers)).toEqual({
      status: 401,
      body: { error: "ReplayedRequest" },
    });
  });

  it("remembers nothing of strangers, whose number nothing bounds", async () => {
    const to = await miner();
    const body = JSON.stringify(challenge(10));
    const headers = signed(to, body, { sender: bob });
    for (let time = 0; time < 2; time += 1) {
      expect(await post(to, "/challenge", body, headers)).toEqual({
        status: 403,
        body: { error: "not-registered" },
      });
    }
  });

  const now = () => BigInt(Date.now()) * 1_000_000n;
  it.each([
    ["an old request", "StaleRequest", { nonce: now() - 3_600_000_000_000n }],
    ["a request from the future", "StaleRequest", { nonce: now() + 3_600_000_000_000n }],
    ["a request to somebody else", "WrongReceiver", { receiver: bob.address }],
    ["another body than was signed", "BadSignature", { signedBody: "{}" }],
    ["another path than was signed", "BadSignature", { target: "/reveal" }],
  ] as const)("refuses %s", async (_what, error, forgery) => {
    const to = await miner();
    const body = JSON.stringify(challenge(3));
    expect(await post(to, "/challenge", body, signed(to, body, forgery))).toEqual({
      status: 401,
      body: { error },
    });
    expect(to.events).toEqual([{ kind: "refused", status: 401, reason: error }]);
  });

  it("refuses a signature that is another key's", async () => {
    const to = await miner();
    const body = JSON.stringify(challenge(4));
    const headers = signed(to, body, { sender: bob });
    headers["X-Bittensor-Hotkey"] = alice.address;
    expect((await post(to, "/challenge", body, headers)).body).toEqual({ error: "BadSignature" });
  });

  it("turns away hotkeys that are strangers or hold no permit", async () => {
    const stranger = await miner();
    const body = JSON.stringify(challenge(5));
    expect(
      await post(stranger, "/challenge", body, signed(stranger, body, { sender: bob })),
    ).toEqual({ status: 403, body: { error: "not-registered" } });
    const callers = new Map([[bob.address, { permit: false }]]);
    const strict = await miner({ uri: "//Strict", change: { callers: () => callers } });
    expect(await post(strict, "/challenge", body, signed(strict, body, { sender: bob }))).toEqual({
      status: 403,
      body: { error: "no-permit" },
    });
  });

  it("refuses what is too large, malformed, unknown or not allowed", async () => {
    const to = await miner();
    const large = "x".repeat(20_000);
    expect((await post(to, "/challenge", large, signed(to, large))).status).toBe(413);
    const odd = JSON.stringify({ ...challenge(6), extra: 1 });
    expect(await post(to, "/challenge", odd, signed(to, odd))).toEqual({
      status: 400,
      body: { error: "malformed-challenge" },
    });
    expect((await post(to, "/nothing", "{}", {})).status).toBe(404);
    const read = await fetch(`http://127.0.0.1:${to.endpoint.port}/challenge`);
    expect([read.status, read.headers.get("allow")]).toEqual([405, "POST"]);
    const health = await fetch(`http://127.0.0.1:${to.endpoint.port}/health`);
    expect(await health.json()).toEqual({ status: "ok" });
  });

  it("pushes back when its queue is full: 429 to the busy caller, 503 to everybody", async () => {
    const queue = { lanes: 1, perCaller: 1, total: 2 };
    const validators = [alice.address, bob.address];
    const { promise: until, resolve: answerAll } = Promise.withResolvers<void>();
    const to = await miner({ until, validators, change: { queue } });
    const carol = (seed: number, sender = alice) => {
      const body = JSON.stringify(challenge(seed));
      return post(to, "/challenge", body, signed(to, body, { sender }));
    };
    const first = carol(20);
    await expect.poll(() => to.events.length).toBe(1);
    const second = carol(21);
    await expect.poll(() => to.events.length).toBe(2);
    expect((await carol(22)).status).toBe(429);
    const other = carol(23, bob);
    await expect.poll(() => to.events.filter((event) => event.kind === "received").length).toBe(3);
    expect((await carol(24, bob)).status).toBe(503);
    answerAll();
    expect((await Promise.all([first, second, other])).map((reply) => reply.status)).toEqual([
      200, 200, 200,
    ]);
  });

  it("stops at once: what is in flight is aborted and the port is free", async () => {
    const to = await miner({ until: never });
    const body = JSON.stringify(challenge(7));
    const pending = post(to, "/challenge", body, signed(to, body)).catch(() => "cut");
    await expect.poll(() => to.events.length).toBe(1);
    await to.endpoint.close();
    expect(await pending).toBe("cut");
    await expect.poll(() => to.events.at(-1)).toMatchObject({ kind: "failed", code: "CANCELLED" });
    const again = await miner({ change: { port: to.endpoint.port } });
    expect(again.endpoint.port).toBe(to.endpoint.port);
  });

  it("gives up work when the asker leaves", async () => {
    const to = await miner({ until: never });
    const leaving = new AbortController();
    const body = JSON.stringify(challenge(8));
    const pending = post(to, "/challenge", body, signed(to, body), leaving.signal);
    await expect.poll(() => to.events.length).toBe(1);
    leaving.abort();
    await expect(pending).rejects.toThrow();
    await expect.poll(() => to.events.at(-1)).toMatchObject({ kind: "failed", code: "CANCELLED" });
  });

  it("cuts off who sends too slowly", async () => {
    const to = await miner();
    const socket = connect(to.endpoint.port, "127.0.0.1");
    socket.write("POST /challenge HTTP/1.1\r\nHost: x\r\n");
    socket.resume();
    const started = performance.now();
    await new Promise((resolve) => socket.once("close", resolve));
    // Node's own limit is a minute.
    expect(performance.now() - started).toBeLessThan(40_000);
  });

  it("says which port is taken", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => squatter.once("listening", resolve));
    const { port } = squatter.address() as AddressInfo;
    await expect(miner({ change: { port } })).rejects.toMatchObject({
      code: "PORT_TAKEN",
      detail: { port },
    });
    await new Promise((resolve) => squatter.close(resolve));
  });
});
