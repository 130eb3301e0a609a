import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { commitTo } from "../../../native/subnets/commitment.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { askGroup } from "../../../native/validator/ask.ts";
import { type Peer, peerClient } from "../../../native/validator/peer-client.ts";
import { runRound } from "../../../native/validator/round.ts";
import { recordRound } from "../../../native/validator/score-book.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import {
  fakeModel,
  loadedFakeEngine,
  openTextMiner,
  type TextMiner,
} from "../../fakes/text-miner.ts";

const alice = keypairFromUri("//Alice");
const miners: TextMiner[] = [];
const servers: Server[] = [];
const client = peerClient(alice);

afterEach(async () => {
  client.close();
  await Promise.all(miners.splice(0).map((miner) => miner.endpoint.close()));
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function miner(uri: string, quality: number): Promise<TextMiner> {
  const made = await openTextMiner({ uri, quality, validators: [alice.address] });
  miners.push(made);
  return made;
}

function peerOf({ keypair, endpoint }: TextMiner): Peer {
  return { hotkey: keypair.address, host: "127.0.0.1", port: endpoint.port };
}

/** A peer that replies as told, path by path, and counts what it was asked. */
async function liar(replies: Record<string, unknown>): Promise<Peer & { asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const path = request.url ?? "";
    asked.push(path);
    response.end(JSON.stringify(replies[path]));
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return { hotkey: keypairFromUri("//Liar").address, host: "127.0.0.1", port, asked };
}

function question(peer: Peer, seed: number) {
  const challenge = textGeneration.makeChallenge(new Uint8Array(32).fill(seed), [fakeModel.sha256]);
  return { peer, challenge };
}

const calm = new AbortController().signal;

describe("asking a group", () => {
  it("carries a signed challenge out and a committed answer back", async () => {
    const honest = await miner("//M1", 1);
    const [submission] = await askGroup(
      textGeneration,
      client,
      [question(peerOf(honest), 1)],
      calm,
    );
    expect(submission?.outcome).toMatchObject({ kind: "answered" });
    expect(honest.events.map((event) => event.kind)).toEqual(["received", "answered"]);
  });

  it("punishes an opening that is not what was promised", async () => {
    const honest = await miner("//M1", 1);
    const promised = commitTo({ some: "answer" });
    const other = commitTo({ another: "answer" });
    const swindler = await liar({
      "/challenge": { commitment: promised.commitment },
      "/reveal": other.opening,
    });
    const questions = [question(swindler, 2), question(peerOf(honest), 3)];
    const group = await askGroup(textGeneration, client, questions, calm);
    expect(group[0]?.outcome).toEqual({ kind: "failed", reason: "commitment-broken" });
    const bench = { engine: await loadedFakeEngine(), model: fakeModel };
    const [verdict] = await textGeneration.score(group, bench, calm);
    expect(verdict).toMatchObject({ score: 0, reason: "commitment-broken" });
  });

  it("lets nobody reveal before everybody committed", async () => {
    const promised = commitTo({});
    const quick = await liar({
      "/challenge": { commitment: promised.commitment },
      "/reveal": promised.opening,
    });
    const { promise: until, resolve: answer } = Promise.withResolvers<void>();
    const slow = await openTextMiner({
      ...{ uri: "//Slow", validators: [alice.address], until },
      change: {
        onEvent: ({ kind }) => {
          if (kind === "committed") quick.asked.push("the slow one commits");
        },
      },
    });
    miners.push(slow);
    const questions = [question(quick, 4), question(peerOf(slow), 5)];
    const asking = askGroup(textGeneration, client, questions, calm);
    await expect.poll(() => quick.asked).toEqual(["/challenge"]);
    answer();
    await asking;
    expect(quick.asked).toEqual(["/challenge", "the slow one commits", "/reveal"]);
  });

  it.each([
    ["malformed-commitment", { "/challenge": { commitment: "0x12" } }],
    ["malformed-reveal", { "/challenge": { commitment: "ab".repeat(32) }, "/reveal": [] }],
  ])("counts a reply of the wrong shape as no answer: %s", async (reason, replies) => {
    const group = await askGroup(textGeneration, client, [question(await liar(replies), 6)], calm);
    expect(group[0]?.outcome).toEqual({ kind: "failed", reason });
  });

  it("reads no more of a reply than it allows", async () => {
    const flood = await liar({ "/challenge": { commitment: "x".repeat(5_000) } });
    const group = await askGroup(textGeneration, client, [question(flood, 7)], calm);
    expect(group[0]?.outcome).toEqual({ kind: "failed", reason: "reply-too-large" });
  });

  it("counts a peer that is gone as unreachable", async () => {
    const gone = await miner("//Gone", 1);
    const peer = peerOf(gone);
    await gone.endpoint.close();
    const group = await askGroup(textGeneration, client, [question(peer, 8)], calm);
    expect(group[0]?.outcome).toEqual({ kind: "failed", reason: "unreachable" });
  });

  it("stops at once when aborted", async () => {
    const slow = await openTextMiner({
      ...{ uri: "//Slow", validators: [alice.address], until: new Promise(() => undefined) },
    });
    miners.push(slow);
    const stop = new AbortController();
    const asking = askGroup(textGeneration, client, [question(peerOf(slow), 9)], stop.signal);
    await expect.poll(() => slow.events.length).toBe(1);
    stop.abort(new Error("stopped"));
    await expect(asking).rejects.toThrow("stopped");
  });
});

describe("a round", () => {
  it("ranks miners of different quality over real sockets", async () => {
    const qualities = [1, 0.9, 0.5];
    const group = await Promise.all(qualities.map((quality, n) => miner(`//Q${n}`, quality)));
    const candidates = group.map((made, uid) => ({
      uid,
      hotkey: made.keypair.address,
      registeredAt: 1,
      axon: { ip: "127.0.0.2", port: made.endpoint.port },
    }));
    const bench = { engine: await loadedFakeEngine(), model: fakeModel };
    let book: ReturnType<typeof recordRound> = new Map();
    for (let turn = 0; turn < 6; turn += 1) {
      const scores = await runRound(
        {
          mechanism: textGeneration,
          client,
          bench,
          allowedModels: [fakeModel.sha256],
          own: alice.address,
          candidates,
          book,
          dial: () => "127.0.0.1",
          limit: 16,
        },
        calm,
      );
      book = recordRound(book, scores, candidates);
    }
    const averages = [...book.values()]
      .sort((left, right) => left.uid - right.uid)
      .map((entry) => entry.average);
    expect(averages[0]).toBeGreaterThan(averages[1] ?? 1);
    expect(averages[1]).toBeGreaterThan(averages[2] ?? 1);
  });

  it("scores zero without dialling where the network forbids the address or a known miner vanished", async () => {
    const honest = await miner("//M1", 1);
    const base = { hotkey: honest.keypair.address, registeredAt: 1, uid: 4 };
    const engine = await loadedFakeEngine();
    const round = (axon: { ip: string; port: number } | undefined, book = new Map()) =>
      runRound(
        {
          mechanism: textGeneration,
          client,
          bench: { engine, model: fakeModel },
          allowedModels: [fakeModel.sha256],
          own: alice.address,
          candidates: [{ ...base, axon }],
          book,
          dial: () => undefined,
          limit: 16,
        },
        calm,
      );
    const forbidden = await round({ ip: "8.8.8.8", port: honest.endpoint.port });
    expect(forbidden).toMatchObject([{ uid: 4, score: 0, reason: "address-forbidden" }]);
    const known = recordRound(
      new Map(),
      [{ ...base, score: 1, answered: true, reason: "" }],
      [base],
    );
    expect(await round(undefined, new Map(known))).toMatchObject([{ reason: "not-serving" }]);
    expect(honest.events).toEqual([]);
  });
});
