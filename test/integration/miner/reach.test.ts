import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EndpointSettings } from "../../../native/api/endpoint.ts";
import { createMining, type Mining } from "../../../native/miner/mining-service.ts";
import { createReach, type Reach } from "../../../native/miner/reach/reach.ts";
import type { Network } from "../../../native/miner/reach/settings.ts";
import { ipToInteger } from "../../../native/protocol/axon-address.ts";
import { openStore } from "../../../native/store/database.ts";
import { createNotes } from "../../../native/store/notes.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeSubnet, fakeSubnet } from "../../fakes/fake-subnet.ts";
import { type FakeWallets, fakeWallets, PASSWORD } from "../../fakes/fake-wallets.ts";
import { processorReport } from "../../fakes/processor-report.ts";
import { type FakeIgd, startFakeIgd } from "../../fakes/router/fake-igd.ts";
import { fakeModel } from "../../fakes/text-miner.ts";

const forwarding: EndpointSettings = { listen: "home", forward: true };
const PATIENCE = { timeout: 40_000, interval: 5 };

let subnet: FakeSubnet;
let keys: FakeWallets;
let router: FakeIgd;
let loads: number;
let lines: TimelineLine[];
let blocks: NodeJS.Timeout;
let open: (() => Promise<unknown> | unknown)[];
const store = openStore(":memory:");

beforeEach(async () => {
  subnet = fakeSubnet();
  keys = await fakeWallets();
  router = await startFakeIgd();
  loads = 0;
  lines = [];
  open = [() => router.close(), () => keys.close()];
  subnet.setFree(keys.coldkey.address, 5_000_000_000n);
  blocks = setInterval(() => subnet.block(), 25);
  store.database.exec("DELETE FROM note");
});

afterEach(async () => {
  clearInterval(blocks);
  for (const close of open.reverse()) await close();
});

function reaching(network: Network = "finney"): Reach {
  return createReach({
    network,
    notes: createNotes(store.database),
    ways: { upnp: () => [router.target], gateway: async () => undefined },
    timeline: { write: (line) => lines.push(line) },
    own: () => ["192.168.1.20", "fe80::1"],
    now: Date.now,
    pace: { renew: 100, retry: 50, retryMost: 100 },
  });
}

/** The hotkey has its place already, or pays for one. */
async function mine(reach: Reach, registered = true): Promise<Mining> {
  if (registered) subnet.add(keys.hotkey.address, "miner");
  const engine = createFakeEngine();
  const miner = createMining({
    chain: subnet.chain,
    wallets: keys.wallets,
    signer: keys.signer,
    engine: {
      ...engine,
      load: (...input) => {
        loads += 1;
        return engine.load(...input);
      },
    },
    onEngine: () => () => undefined,
    mechanism: textGeneration,
    model: async () => ({ ...fakeModel, path: "/nowhere" }),
    hardware: async () => processorReport,
    timeline: { write: (line) => lines.push(line) },
    pace: () => ({ blockSeconds: 1, tempo: 20 }),
    netuid: 1,
    whereabouts: reach,
    now: Date.now,
  });
  open.push(() => miner.close());
  await miner.start(registered ? {} : { password: PASSWORD });
  return miner;
}

/** What the chain was told, as host and port. */
const announced = (): string[] =>
  subnet.chain.submissions
    .filter(({ call }) => call.name === "serve_axon")
    .map(({ call: { args } }) => `${args.ip}:${args.port}`);
const at = (ip: string, port: number): string => `${ipToInteger(ip)?.ip}:${port}`;
const stepOf = (miner: Mining, name: string) =>
  miner.status().steps.find((step) => step.name === name);
const until = <T>(check: () => T) => expect.poll(check, PATIENCE);
const portOf = (miner: Mining): number => Number(miner.status().endpoint?.split(":").at(-1));
const messages = (): string[] => lines.map(({ message }) => message);

describe("a miner behind a router", () => {
  it("announces what the router gave, and takes it back when it stops", async () => {
    const reach = reaching();
    await reach.save(forwarding);
    expect(router.actions).toEqual([]);
    router.mood.version = 2;
    const miner = await mine(reach);
    await until(() => miner.status().state).toBe("waiting");
    const port = portOf(miner);
    expect(announced()).toEqual([at("8.8.4.4", port)]);
    expect(reach.status()).toMatchObject({
      open: `0.0.0.0:${port}`,
      place: `8.8.4.4:${port}`,
      router: { state: "forwarded", kind: "upnp2", externalIp: "8.8.4.4", externalPort: port },
    });
    expect(messages()).toContain("mining.forwarded");
    await miner.stop();
    expect(router.mappings.size).toBe(0);
    expect(reach.status().open).toBeUndefined();
  });

  it("takes back after a kill what it had forwarded before", async () => {
    const reach = reaching();
    await reach.save(forwarding);
    const known = reach.makeKnown({ host: "0.0.0.0", port: 41_000 }, () => undefined);
    await until(() => router.mappings.has(41_000)).toBe(true);
    // As a router has it that keeps ports without an end, and a node that was not there to take this one back.
    const left = [...router.mappings];
    await known.close();
    for (const [port, entry] of left) router.mappings.set(port, entry);
    createNotes(store.database).write("mining.forwarded", { externalPort: 41_000, port: 41_000 });
    const again = reaching().makeKnown({ host: "0.0.0.0", port: 41_001 }, () => undefined);
    await until(() => [...router.mappings.keys()]).toEqual([41_001]);
    await again.close();
    expect(router.mappings.size).toBe(0);
  });

  it("announces the port outside where it is another one, and follows the address outside", async () => {
    const reach = reaching();
    await reach.save({ ...forwarding, announcePort: 9_944 });
    const miner = await mine(reach);
    await until(() => miner.status().state).toBe("waiting");
    expect(announced()).toEqual([at("8.8.4.4", 9_944)]);
    expect(router.mappings.get(9_944)).toMatchObject({ port: portOf(miner) });
    router.mood.externalIp = "9.9.9.9";
    await until(announced).toEqual([at("8.8.4.4", 9_944), at("9.9.9.9", 9_944)]);
    await until(() => miner.status().state).toBe("waiting");
    expect(messages().filter((message) => message === "mining.forwarded")).toHaveLength(2);
  });

  it("goes on when the router refuses, says so, and announces as soon as it can", async () => {
    router.mood.fault = 606;
    const reach = reaching();
    await reach.save(forwarding);
    const miner = await mine(reach);
    await until(() => stepOf(miner, "announce")?.error?.code).toBe("ADDRESS_UNKNOWN");
    expect(miner.status().state).toBe("starting");
    expect(reach.status()).toMatchObject({
      problem: "routerFailed",
      router: { trouble: "refused" },
    });
    expect(await fetch(`http://127.0.0.1:${portOf(miner)}/health`)).toMatchObject({ status: 200 });
    delete router.mood.fault;
    await until(() => miner.status().state).toBe("waiting");
    expect(messages()).toContain("mining.forwardFailed.refused");
  });

  it("announces nothing that nobody can dial, and says that there is another router", async () => {
    router.mood.externalIp = "100.72.3.4";
    const reach = reaching();
    await reach.save(forwarding);
    const miner = await mine(reach);
    await until(() => reach.status().problem).toBe("behindAnother");
    expect(reach.status().router).toMatchObject({ behind: "carrier" });
    await until(() => stepOf(miner, "announce")?.error?.code).toBe("ADDRESS_UNKNOWN");
    expect(announced()).toEqual([]);
    expect(messages()).toContain("mining.forwardedBehind.carrier");
    // A tunnel or a port that somebody led here by hand is the person's to know.
    await reach.save({ ...forwarding, announceAddress: "9.9.9.9", announcePort: 7_000 });
    await until(announced).toEqual([at("9.9.9.9", 7_000)]);
  });

  it("opens and announces anew when the settings change, with the model that it has", async () => {
    const reach = reaching();
    await reach.save({ listen: "home", announceAddress: "9.9.9.9", forward: false });
    const miner = await mine(reach);
    await until(() => miner.status().state).toBe("waiting");
    const first = portOf(miner);
    expect(announced()).toEqual([at("9.9.9.9", first)]);
    expect(router.actions).toEqual([]);
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as AddressInfo;
    await expect(reach.save({ ...forwarding, port })).rejects.toMatchObject({ code: "PORT_TAKEN" });
    expect(reach.status().settings.forward).toBe(false);
    free.close();
    await once(free, "close");
    await reach.save({ ...forwarding, port });
    await until(announced).toEqual([at("9.9.9.9", first), at("8.8.4.4", port)]);
    await until(() => miner.status().state).toBe("waiting");
    expect(portOf(miner)).toBe(port);
    await expect(fetch(`http://127.0.0.1:${first}/health`)).rejects.toThrow();
    expect(loads).toBe(1);
    expect(reaching().status().settings).toEqual({ ...forwarding, port });
  });

  it("waits, and says why, where it listens on this computer only", async () => {
    const reach = reaching();
    const miner = await mine(reach);
    await until(() => stepOf(miner, "announce")?.error?.detail.reason).toContain(
      "this computer only",
    );
    expect(reach.status()).toMatchObject({ problem: "thisComputerOnly" });
    await miner.stop();
    expect(miner.status().state).toBe("off");
    expect(router.actions).toEqual([]);
  });
});

describe("a place that nobody could reach", () => {
  it.each<[string, EndpointSettings | undefined, string, string]>([
    ["on this computer only", undefined, "8.8.4.4", "this computer only"],
    [
      "at home, without a router",
      { listen: "home", forward: false },
      "8.8.4.4",
      "no address of the internet",
    ],
    ["behind a provider's router", forwarding, "100.72.3.4", "shared among many"],
    ["behind a router that is offline", forwarding, "0.0.0.0", "not connected to the internet"],
  ])("%s is not paid for", async (_name, settings, externalIp, reason) => {
    router.mood.externalIp = externalIp;
    const reach = reaching();
    if (settings) await reach.save(settings);
    const miner = await mine(reach, false);
    await until(() => miner.status().error?.code).toBe("ADDRESS_UNKNOWN");
    expect(miner.status().error?.detail.reason).toContain(reason);
    expect(stepOf(miner, "register")?.state).toBe("failed");
    expect(subnet.chain.submissions).toEqual([]);
  });

  it("is paid for as soon as the router can", async () => {
    const reach = reaching();
    await reach.save(forwarding);
    const miner = await mine(reach, false);
    await until(() => miner.status().state).toBe("waiting");
    expect(subnet.chain.submissions.map(({ call }) => call.name)).toEqual([
      "register_limit",
      "serve_axon",
    ]);
  });
});

describe("the settings of the endpoint", () => {
  it("are asked of the router only on a click, and that changes nothing there", async () => {
    const reach = reaching();
    expect(reach.status().router).toEqual({ state: "off" });
    await reach.save(forwarding);
    expect(reach.status().router).toEqual({ state: "idle" });
    expect(await reach.askRouter()).toMatchObject({
      place: "8.8.4.4",
      router: { state: "found", externalIp: "8.8.4.4", name: "Fake & Router" },
    });
    expect(new Set(router.actions)).toEqual(new Set(["GetExternalIPAddress"]));
    router.mood.hangs = true;
    expect((await reach.askRouter()).router).toMatchObject({ state: "failed" });
  });

  it("of the practice network cannot be set, and no router is asked", async () => {
    const reach = reaching("practice");
    await expect(reach.save(forwarding)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(reach.askRouter()).rejects.toMatchObject({ code: "BAD_INPUT" });
    const miner = await mine(reach);
    await until(() => miner.status().state).toBe("waiting");
    expect(announced()).toEqual([at("127.0.0.2", portOf(miner))]);
    expect(reach.status()).toMatchObject({ practice: true, router: { state: "off" } });
    expect(router.actions).toEqual([]);
  });

  it("are followed by who watches them", async () => {
    const reach = reaching();
    const stop = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { settings } of reach.watch(stop.signal)) seen.push(settings.listen);
    })();
    await reach.save(forwarding);
    await until(() => seen).toEqual(["thisComputer", "home"]);
    stop.abort();
    await watching;
  });
});
