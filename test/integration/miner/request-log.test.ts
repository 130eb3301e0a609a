import { afterEach, describe, expect, it } from "vitest";
import type { MinerRequest } from "../../../native/api/mining.ts";
import { createRequestLog } from "../../../native/miner/requests/request-log-feed.ts";
import { authHeaders, signedText } from "../../../native/protocol/btauth.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import { fakeModel, openTextMiner, type TextMiner } from "../../fakes/text-miner.ts";

const alice = keypairFromUri("//Alice");
const bob = keypairFromUri("//Bob");
const patient = { timeout: 30_000, interval: 10 };
const opened: TextMiner[] = [];
let nonce = 0n;

afterEach(async () => {
  await Promise.all(opened.splice(0).map((miner) => miner.endpoint.close()));
});

async function loggedMiner(until?: Promise<unknown>) {
  const log = createRequestLog(Date.now);
  const session = log.open();
  const callers = new Map([[alice.address, { permit: true, uid: 4 }]]);
  const miner = await openTextMiner({
    uri: "//Miner",
    validators: [],
    until,
    change: {
      callers: () => callers,
      queue: { lanes: 1, perCaller: 1, total: 2 },
      onEvent: (event) =>
        session.hear(event, event.caller === undefined ? undefined : callers.get(event.caller)),
    },
  });
  opened.push(miner);
  return { log, session, miner };
}

function post(to: TextMiner, target: string, body: string, sender = alice, signal?: AbortSignal) {
  const clock = BigInt(Date.now()) * 1_000_000n;
  nonce = clock > nonce ? clock : nonce + 1n;
  const request = {
    scheme: "sr25519" as const,
    method: "POST",
    target,
    body: Buffer.from(body),
    nonce,
    sender: sender.address,
    receiver: to.keypair.address,
  };
  const signature = sender.sign(new TextEncoder().encode(signedText(request)));
  return fetch(`http://127.0.0.1:${to.endpoint.port}${target}`, {
    method: "POST",
    body,
    headers: authHeaders({ ...request, signature }),
    ...(signal ? { signal } : {}),
  });
}

const challenge = (seed: number) =>
  textGeneration.makeChallenge(new Uint8Array(32).fill(seed), [fakeModel.sha256]);
const states = (rows: readonly MinerRequest[]): string[] => rows.map(({ state }) => state);

describe("the log of requests to a real endpoint", () => {
  it("follows a request from the wait through the promise to its opening", async () => {
    const { log, miner } = await loggedMiner();
    const asked = challenge(1);
    const reply = await post(miner, "/challenge", JSON.stringify(asked));
    expect(reply.status).toBe(200);
    expect(log.list()).toMatchObject([{ hotkey: alice.address, uid: 4, state: "committed" }]);
    const opening = await post(miner, "/reveal", JSON.stringify({ challenge: asked.nonce }));
    const { answer } = (await opening.json()) as { answer: string };
    const [row] = log.list();
    expect(row?.state).toBe("revealed");
    expect(row?.tokens).toBe((JSON.parse(answer) as { tokens: number[] }).tokens.length);
    expect(row?.waitMillis).toBeGreaterThanOrEqual(0);
    expect(row?.workMillis).toBeGreaterThanOrEqual(0);
    // What was asked and answered is nobody's business but the two parties'.
    expect(JSON.stringify(log.list())).not.toContain(asked.nonce);
  });

  it("shows who waits and who works, who was sent away and who left", async () => {
    const { log, miner } = await loggedMiner(new Promise(() => undefined));
    const leaving = new AbortController();
    const ask = (seed: number) => {
      const body = JSON.stringify(challenge(seed));
      return post(miner, "/challenge", body, alice, leaving.signal).catch(() => undefined);
    };
    const first = ask(2);
    await expect.poll(() => states(log.list()), patient).toEqual(["working"]);
    const second = ask(3);
    await expect.poll(() => states(log.list()), patient).toEqual(["waiting", "working"]);
    expect((await ask(4))?.status).toBe(429);
    expect(log.list()[0]).toMatchObject({
      state: "refused",
      code: "queue-caller-full",
      hotkey: alice.address,
      uid: 4,
    });
    leaving.abort();
    await Promise.all([first, second]);
    await expect
      .poll(() => states(log.list()), patient)
      .toEqual(["refused", "cancelled", "cancelled"]);
  });

  it("keeps strangers apart and says nothing of what they sent", async () => {
    const { log, miner } = await loggedMiner();
    await post(miner, "/challenge", JSON.stringify(challenge(5)));
    for (let time = 0; time < 60; time += 1) {
      await post(miner, "/challenge", JSON.stringify({ secret: `word-${time}` }), bob);
    }
    const forged = await fetch(`http://127.0.0.1:${miner.endpoint.port}/challenge`, {
      method: "POST",
      body: "password",
      headers: { "X-Bittensor-Hotkey": alice.address },
    });
    expect(forged.status).toBe(401);
    const rows = log.list();
    expect(rows).toHaveLength(51);
    expect(rows[0]).toMatchObject({ hotkey: "", state: "refused", code: "MalformedAuth" });
    expect(rows[1]).toMatchObject({ hotkey: bob.address, code: "not-registered" });
    expect(rows.at(-1)).toMatchObject({ state: "committed", hotkey: alice.address });
    expect(JSON.stringify(rows)).not.toMatch(/word-|password/);
  });

  it("streams the newest state, at most four times a second, and ends with its reader", async () => {
    const log = createRequestLog(Date.now);
    const session = log.open();
    const stop = new AbortController();
    const seen: MinerRequest[][] = [];
    const began = performance.now();
    const watching = (async () => {
      for await (const rows of log.watch(stop.signal)) seen.push(rows);
    })();
    await expect.poll(() => seen.length, patient).toBe(1);
    for (let asked = 0; asked < 500; asked += 1) {
      const what = { caller: alice.address, challenge: `c${asked}` };
      session.hear({ kind: "received", ...what }, undefined);
      session.hear({ kind: "committed", ...what }, undefined);
      if (asked % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await expect.poll(() => seen.at(-1)?.[0]?.id, patient).toBe("499");
    expect(seen.at(-1)).toHaveLength(200);
    // Over all of the time: two readings may be near each other where a busy machine shows the first one late.
    expect(seen.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 250);
    session.close();
    stop.abort();
    await watching;
  });
});
