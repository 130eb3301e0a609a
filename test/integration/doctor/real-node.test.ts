import { chmodSync, copyFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Examination, Finding } from "../../../native/api/doctor.ts";
import type { MinerRequest } from "../../../native/api/mining.ts";
import {
  codeOf,
  flipByte,
  hearth,
  isAlive,
  type Product,
  password,
  readyWallet,
  root,
  startProduct,
  temporaryFolder,
  until,
  untilMining,
} from "../../fakes/product.ts";

/** What depends on the computer that the test happens to run on. */
const ITS_OWN = new Set(["memory", "swap", "dataDisk", "modelDisk", "clockJumps", "gpu", "driver"]);
const OF_GPUS = new Set(["vram", "heat", "power", "sensors"]);
const demo = join(root, "resources/demo-model/hearth-demo-q4_0.gguf");

async function start(parameters?: readonly string[]): Promise<Product> {
  const place = temporaryFolder("doctor");
  const product = await startProduct({
    folder: join(place.path, "data"),
    ...(parameters ? { parameters } : {}),
  });
  onTestFinished(async () => {
    await product[Symbol.asyncDispose]();
    place.remove();
  });
  return product;
}

const of = ({ findings }: Examination, id: string): Finding | undefined =>
  findings.find((finding) => finding.id === id);

/** Examines until a finding is as wanted: what it looks at may take a moment to come about. */
async function untilFound(
  product: Product,
  id: string,
  wanted: Pick<Finding, "state" | "message">,
): Promise<Finding> {
  let last: Finding | undefined;
  return until(
    async () => {
      last = of(await product.client.doctor.run({}), id);
      return last?.state === wanted.state && last.message === wanted.message ? last : undefined;
    },
    () => `${id} to be ${wanted.state} ${wanted.message}; it is ${JSON.stringify(last)}`,
    90_000,
  );
}

test("a healthy node that mines: the command line prints every check, and all of them are good", async () => {
  const product = await start();
  const { client, folder } = product;
  await readyWallet(client, "alice");
  await client.node.saveSetup({ step: "done", network: "practice", wallet: "alice" });
  await client.mining.start({ password });
  await untilMining(client, ({ state }) => state === "earning", "an answered challenge");
  let unwell: readonly Finding[] = [];
  const examination = await until(
    async () => {
      const ended = await hearth(["call", "doctor.run", "--data-dir", folder]);
      expect(ended.code).toBe(0);
      const told = JSON.parse(ended.stdout) as Examination;
      unwell = told.findings.filter(
        ({ id, state }) =>
          !ITS_OWN.has(id) && !OF_GPUS.has(id) && state !== "good" && state !== "skipped",
      );
      return unwell.length === 0 ? told : undefined;
    },
    // Validators of a busy computer may be behind its fast blocks for a while, and are found gone.
    () => `all to be good; ${JSON.stringify(unwell)} is not`,
    150_000,
  );
  const checks = await client.doctor.checks({});
  expect(examination.findings.map(({ id, group }) => ({ id, group }))).toEqual(checks);
  expect(checks.length).toBeGreaterThanOrEqual(25);
  expect(of(examination, "registered")?.said).toMatch(/^Your hotkey has place \d+ on subnet 1\.$/);
  for (const { said } of examination.findings) expect(said).toMatch(/^\w[^{}]*\.$/);
  for (const id of ["generation", "endpoint", "port", "chain", "peers", "challenges", "registered"])
    expect(of(examination, id)?.state, id).toBe("good");

  const requests = await client.mining.requests({});
  let rows: MinerRequest[] = [];
  for await (rows of requests) break;
  expect(rows.find(({ state }) => state === "revealed")).toMatchObject({
    uid: expect.any(Number),
    tokens: expect.any(Number),
    waitMillis: expect.any(Number),
    workMillis: expect.any(Number),
  });

  const followed: string[] = [];
  for await (const { id } of await client.doctor.follow({})) followed.push(id);
  expect(followed.toSorted()).toEqual(checks.map(({ id }) => id).toSorted());

  // What the miner held is still there, and nothing of the examination is.
  expect((await client.models.list({})).filter(({ loaded }) => loaded)).toHaveLength(1);
  const before = await untilMining(client, ({ state }) => state === "earning", "answers still");
  expect(await codeOf(client.doctor.fix({ id: "endpoint" }))).toBe("BAD_INPUT");
  expect((await client.mining.status({})).startedAt).toBe(before.startedAt);
}, 360_000);

test("keys that others can read, a damaged model and an empty purse: found, fixed by a call, good again", async () => {
  const product = await start();
  const { client, folder } = product;
  await client.wallet.create({ name: "alice", hotkey: "miner", password });
  const hotkey = join(folder, "practice/wallets/alice/hotkeys/miner");
  chmodSync(hotkey, 0o644);
  const models = join(folder, "models");
  mkdirSync(models, { recursive: true });
  const file = join(models, "mine.gguf");
  copyFileSync(demo, file);

  const examination = await client.doctor.run({});
  expect(of(examination, "keyPermissions")).toMatchObject({
    state: "bad",
    evidence: { open: "alice/hotkeys/miner 0644" },
    said: "Other users of this computer can read your keys: alice/hotkeys/miner 0644.",
    fix: { byNode: true, said: "Take the rights of other users away." },
  });
  expect(await client.doctor.fix({ id: "keyPermissions" })).toMatchObject({ state: "good" });
  expect(statSync(hotkey).mode & 0o777).toBe(0o600);

  expect(of(examination, "balance")).toMatchObject({ state: "warning", message: "low" });
  expect(await client.doctor.fix({ id: "balance" })).toMatchObject({ state: "good" });

  expect(of(examination, "modelFiles")).toMatchObject({ state: "warning", message: "unverified" });
  expect(await client.doctor.fix({ id: "modelFiles" })).toMatchObject({ state: "good" });
  flipByte(file);
  const again = await client.doctor.run({});
  expect(of(again, "modelFiles")?.state).not.toBe("good");
  const hashed = await client.doctor.fix({ id: "modelFiles" });
  expect(hashed).toMatchObject({ state: "bad", message: "damaged" });
  expect(hashed.evidence.damaged).toBe("mine.gguf");

  // What no download of the list knows is a leftover; there is room here, so it is only counted.
  mkdirSync(join(models, "partials/gone"), { recursive: true });
  writeFileSync(join(models, "partials/gone/model.part"), Buffer.alloc(3 * 2 ** 20, 1));
  const room = of(await client.doctor.run({}), "modelDisk");
  expect(room?.evidence.leftovers).toMatch(/^3\.\d MiB$/);

  expect(of(again, "backup")).toMatchObject({ state: "unknown", message: "notSeen" });
  writeFileSync(join(folder, "practice/wallets/alice/coldkey"), "");
  expect(of(await client.doctor.run({}), "keyfiles")).toMatchObject({ state: "bad" });
  expect(await codeOf(client.doctor.fix({ id: "nothing" }))).toBe("NOT_FOUND");
}, 240_000);

test("an engine that is killed shows in the next examination", async () => {
  const product = await start();
  await untilFound(product, "engine", { state: "good", message: "good" });
  const { processes } = await product.client.node.status({});
  const engine = processes.find(({ name }) => name === "engine")?.pid ?? 0;
  expect(isAlive(engine)).toBe(true);
  process.kill(engine, "SIGKILL");
  const found = await untilFound(product, "engine", { state: "warning", message: "restarted" });
  expect(found.evidence).toMatchObject({ restarts: 1, lastError: "ended by SIGKILL" });
  await untilFound(product, "generation", { state: "good", message: "good" });
}, 240_000);

test("a chain that is not there: said at once where it can be, and nothing hangs", async () => {
  // Port 9 (discard) of loopback: nothing listens there.
  const product = await start(["--network", "ws://127.0.0.1:9"]);
  const examination = await product.client.doctor.run({});
  expect(of(examination, "chain")).toMatchObject({ state: "bad", message: "unreachable" });
  expect(of(examination, "genesis")).toMatchObject({ state: "unknown" });
  for (const id of ["peers", "runtimeCalls", "rank"])
    expect(of(examination, id)?.state, id).toBe("unknown");
  expect(of(examination, "clock")).toMatchObject({ state: "unknown", message: "noBlocks" });
  expect(of(examination, "generation")?.state).toBe("good");
  expect(of(examination, "ledger")?.state).toBe("good");
}, 240_000);

test("validators that ask no more: found when the answer is stale, and the endpoint is opened and announced again", async () => {
  const product = await start();
  const { client } = product;
  await readyWallet(client, "alice");
  await client.mining.start({ password });
  const earning = await untilMining(client, ({ state }) => state === "earning", "an answer");
  const { processes } = await client.node.status({});
  const residents = processes.find(({ name }) => name === "practice-residents")?.pid ?? 0;
  process.kill(residents, "SIGSTOP");
  const goOn = (): void => {
    if (isAlive(residents)) process.kill(residents, "SIGCONT");
  };
  onTestFinished(goOn);
  await untilFound(product, "challenges", { state: "bad", message: "stale" });
  const again = await client.doctor.fix({ id: "challenges" });
  expect(again).toMatchObject({ state: "good", message: "waiting" });
  const status = await client.mining.status({});
  expect(status.startedAt).toBeGreaterThan(earning.startedAt ?? 0);
  expect(status).toMatchObject({ wallet: "alice", hotkey: earning.hotkey, uid: earning.uid });
  expect(of(await client.doctor.run({}), "endpoint")).toMatchObject({ state: "good" });
  goOn();
  await untilMining(client, ({ state }) => state === "earning", "an answer after the fix", 90_000);
}, 300_000);

test("a chain that hangs: what is read from it is not known, the rest is, and all is good again when it goes on", async () => {
  const product = await start();
  const { client } = product;
  await untilFound(product, "peers", { state: "good", message: "good" });
  const { processes } = await client.node.status({});
  const chain = processes.find(({ name }) => name === "practice-node")?.pid ?? 0;
  process.kill(chain, "SIGSTOP");
  const goOn = (): void => {
    if (isAlive(chain)) process.kill(chain, "SIGCONT");
  };
  onTestFinished(goOn);
  const examination = await client.doctor.run({});
  expect(of(examination, "peers")).toMatchObject({ state: "unknown" });
  for (const id of ["runtime", "ledger", "modelFiles", "generation", "port"])
    expect(of(examination, id)?.state, id).toBe("good");
  // A second one waits for the same answers and asks no more questions; it ends as well.
  expect(of(await client.doctor.run({}), "peers")).toMatchObject({ state: "unknown" });
  goOn();
  await untilFound(product, "peers", { state: "good", message: "good" });
  await untilFound(product, "chain", { state: "good", message: "good" });
}, 300_000);
