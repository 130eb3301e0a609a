import { describe, expect, it, onTestFinished } from "vitest";
import type { RouterWays } from "../../../native/forwarding/find-router.ts";
import type { ForwardingState } from "../../../native/forwarding/forwarding-state.ts";
import type { HeldPort } from "../../../native/forwarding/held-port.ts";
import { type KeptPort, keepForwarded } from "../../../native/forwarding/keep-forwarded.ts";
import { startFakeIgd } from "../../fakes/router/fake-igd.ts";
import { igd, pmp } from "./fake-routers.ts";

const PATIENCE = { timeout: 40_000 };
const pace = { renew: 50, retry: 50, retryMost: 200 };

function keep(
  ways: Partial<RouterWays>,
  memory: Pick<Parameters<typeof keepForwarded>[0], "leftover" | "onHeld"> = {},
): { kept: KeptPort; states: ForwardingState[] } {
  const states: ForwardingState[] = [];
  const kept = keepForwarded({
    ways: { upnp: () => [], gateway: async () => undefined, ...ways },
    port: 42_001,
    onState: (state) => states.push(state),
    now: () => 1_000_000,
    pace,
    ...memory,
  });
  onTestFinished(kept.close);
  return { kept, states };
}

describe("a port that is kept forwarded", () => {
  it("is there, is renewed, and is taken back", async () => {
    const router = await igd();
    const { kept, states } = keep({ upnp: () => [router.target] });
    expect(kept.state()).toEqual({ kind: "asking" });
    await expect.poll(() => states.length, PATIENCE).toBeGreaterThan(2);
    expect(kept.state()).toEqual({
      kind: "forwarded",
      router: { kind: "upnp1", host: "127.0.0.1", name: "Fake & Router" },
      externalIp: "8.8.4.4",
      externalPort: 42_001,
      until: 1_000_000 + 3_600_000,
    });
    await kept.close();
    expect(router.mappings.size).toBe(0);
    const told = states.length;
    await kept.close();
    expect(states).toHaveLength(told);
  });

  it("comes back where the router lost it, and follows a new address outside", async () => {
    const router = await igd({ version: 2 });
    const { kept } = keep({ upnp: () => [router.target] });
    await expect.poll(() => router.mappings.size, PATIENCE).toBe(1);
    router.mappings.clear();
    router.mood.externalIp = "9.9.9.9";
    await expect.poll(() => router.mappings.size, PATIENCE).toBe(1);
    await expect.poll(() => kept.state(), PATIENCE).toMatchObject({ externalIp: "9.9.9.9" });
  });

  it("keeps the port that it was given, and gives only that one back", async () => {
    const router = await igd();
    const camera = { client: "127.0.0.9", port: 80, lease: 0, description: "camera" };
    router.mappings.set(42_001, camera);
    const { kept, states } = keep({ upnp: () => [router.target] });
    await expect.poll(() => states.length, PATIENCE).toBeGreaterThan(2);
    const ports = states.map((state) => (state.kind === "forwarded" ? state.externalPort : 0));
    expect(new Set(ports).size).toBe(1);
    expect(ports[0]).toBeGreaterThan(49_151);
    await kept.close();
    expect([...router.mappings]).toEqual([[42_001, camera]]);
  });

  it("finds the router again after it was restarted elsewhere", async () => {
    const first = await startFakeIgd();
    let target = first.target;
    const { kept } = keep({ upnp: () => [target] });
    await expect.poll(() => kept.state().kind, PATIENCE).toBe("forwarded");
    const second = await igd();
    target = second.target;
    await first.close();
    await expect.poll(() => second.mappings.size, PATIENCE).toBe(1);
    await expect.poll(() => kept.state().kind, PATIENCE).toBe("forwarded");
  });

  it("says why it fails, tries again by itself, and takes nothing that is another's", async () => {
    const router = await igd({ fault: 718 });
    const camera = { client: "127.0.0.9", port: 80, lease: 0, description: "camera" };
    router.mappings.set(42_001, camera);
    const { kept } = keep({ upnp: () => [router.target] });
    await expect
      .poll(() => kept.state(), PATIENCE)
      .toMatchObject({ kind: "failed", trouble: "occupied" });
    await kept.close();
    expect(router.actions).not.toContain("DeletePortMapping");
    const again = keep({ upnp: () => [router.target] });
    await expect.poll(() => again.kept.state().kind, PATIENCE).toBe("failed");
    delete router.mood.fault;
    await expect.poll(() => again.kept.state().kind, PATIENCE).toBe("forwarded");
  });

  it("takes back what a killed node left open, and nothing that is another's", async () => {
    const router = await igd();
    const own = { client: "127.0.0.1", port: 41_000, lease: 0, description: "Hearth miner" };
    router.mappings.set(41_000, own);
    const held: unknown[] = [];
    const leftover = { externalPort: 41_000, port: 41_000 };
    const onHeld = (port: unknown): void => void held.push(port);
    const { kept } = keep({ upnp: () => [router.target] }, { leftover, onHeld });
    await expect.poll(() => kept.state().kind, PATIENCE).toBe("forwarded");
    expect([...router.mappings.keys()]).toEqual([42_001]);
    await kept.close();
    expect(held[0]).toEqual({ externalPort: 42_001, port: 42_001 });
    expect(held.at(-1)).toBeUndefined();
    // By now the port leads elsewhere.
    const camera = { ...own, client: "127.0.0.9" };
    router.mappings.set(41_000, camera);
    const next = keep({ upnp: () => [router.target] }, { leftover });
    await expect.poll(() => next.kept.state().kind, PATIENCE).toBe("forwarded");
    expect(router.mappings.get(41_000)).toEqual(camera);
  });

  it.each([
    ["the port that was wished for", false],
    ["another port, as that one is taken", true],
  ])("remembers and takes back what was ordered and never answered: %s", async (_what, taken) => {
    const router = await igd({ losesAnswers: true });
    const camera = { client: "127.0.0.9", port: 80, lease: 0, description: "camera" };
    if (taken) router.mappings.set(42_001, camera);
    const others = new Map(router.mappings);
    const held: (HeldPort | undefined)[] = [];
    const onHeld = (port: HeldPort | undefined): void => void held.push(port);
    const { kept } = keep({ upnp: () => [router.target] }, { onHeld });
    await expect.poll(() => kept.state(), PATIENCE).toMatchObject({ trouble: "silent" });
    const ordered = [...router.mappings.keys()].filter((port) => !others.has(port));
    expect(ordered).toHaveLength(1);
    // While it tries again, the wished one is noted for a moment, until that is refused.
    await expect
      .poll(() => held.at(-1), PATIENCE)
      .toEqual({ externalPort: ordered[0], port: 42_001 });
    await kept.close();
    expect(router.mappings).toEqual(others);
    expect(held.at(-1)).toBeUndefined();
  });

  it("takes back what was never answered as soon as another port was given", async () => {
    const router = await igd({ version: 2, losesAnswers: true });
    const { kept } = keep({ upnp: () => [router.target] });
    await expect.poll(() => kept.state(), PATIENCE).toMatchObject({ trouble: "silent" });
    const first = [...router.mappings.keys()];
    // The router gives another port from now on.
    router.mood.gives = 50_001;
    router.mood.losesAnswers = false;
    await expect.poll(() => kept.state(), PATIENCE).toMatchObject({ externalPort: 50_001 });
    expect([first, [...router.mappings.keys()]]).toEqual([[42_001], [50_001]]);
  });

  it("remembers nothing that was refused", async () => {
    const router = await igd({ fault: 606 });
    const held: (HeldPort | undefined)[] = [];
    const onHeld = (port: HeldPort | undefined): void => void held.push(port);
    const { kept } = keep({ upnp: () => [router.target] }, { onHeld });
    await expect.poll(() => kept.state(), PATIENCE).toMatchObject({ trouble: "refused" });
    expect(held.at(-1)).toBeUndefined();
    await kept.close();
    expect(router.actions).not.toContain("GetSpecificPortMappingEntry");
  });

  it("is noted once, however often it is renewed", async () => {
    const router = await igd();
    const held: (HeldPort | undefined)[] = [];
    const onHeld = (port: HeldPort | undefined): void => void held.push(port);
    const { kept, states } = keep({ upnp: () => [router.target] }, { onHeld });
    await expect.poll(() => states.length, PATIENCE).toBeGreaterThan(3);
    expect(held).toEqual([{ externalPort: 42_001, port: 42_001 }]);
    await kept.close();
    expect(held).toHaveLength(2);
  });

  it("works by NAT-PMP, with the shorter lease that it gives", async () => {
    const router = await pmp({ gives: 50_123, lease: 60 });
    const { kept } = keep({ gateway: async () => router.place });
    await expect
      .poll(() => kept.state(), PATIENCE)
      .toMatchObject({
        externalPort: 50_123,
        until: 1_000_000 + 60_000,
      });
    await kept.close();
    expect(router.mappings.size).toBe(0);
  });

  it("is left alone by a close in the middle of a search, and by a router that hangs", async () => {
    const router = await igd();
    const searching = keep({ upnp: () => [router.target] });
    await searching.kept.close();
    expect(router.mappings.size).toBe(0);
    const { kept } = keep({ upnp: () => [router.target] });
    await expect.poll(() => kept.state().kind, PATIENCE).toBe("forwarded");
    router.mood.hangs = true;
    // It ends although nobody answers: the lease ends the port.
    await kept.close();
    expect(router.mappings.size).toBe(1);
  });
});
