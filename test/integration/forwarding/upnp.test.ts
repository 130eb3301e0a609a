import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { openIgd } from "../../../native/forwarding/upnp/igd.ts";
import type { FakeIgd, IgdMood } from "../../fakes/router/fake-igd.ts";
import { html, igd, order, signal } from "./fake-routers.ts";

const routerOf = (fake: FakeIgd) => openIgd(new URL(fake.location), signal());

describe("a router that speaks UPnP", () => {
  it.each([1, 2] as const)("of version %i leads a port here and takes it back", async (version) => {
    const fake = await igd({ version });
    const router = await routerOf(fake);
    expect(router).toMatchObject({
      kind: `upnp${version}`,
      host: "127.0.0.1",
      name: "Fake & Router",
    });
    expect(await router.externalIp(signal())).toBe("8.8.4.4");
    expect(await router.forward(order, signal())).toEqual({
      externalPort: 42_001,
      leaseSeconds: 3_600,
    });
    expect(fake.mappings.get(42_001)).toEqual({
      ...{ client: "127.0.0.1", port: 42_001, lease: 3_600, description: "Hearth miner" },
    });
    await router.release(order, signal());
    expect(fake.mappings.size).toBe(0);
    await router.release(order, signal());
  });

  it("of version 2 without AddAnyPortMapping is asked in the old way", async () => {
    const fake = await igd({ version: 2, withoutAny: true });
    await (await routerOf(fake)).forward(order, signal());
    expect(fake.mappings.has(42_001)).toBe(true);
  });

  it.each([1, 2] as const)(
    "of version %i gives another port where the wished one is another device's",
    async (version) => {
      const fake = await igd({ version });
      const others = { client: "127.0.0.9", port: 80, lease: 0, description: "camera" };
      fake.mappings.set(42_001, others);
      const router = await routerOf(fake);
      const { externalPort } = await router.forward(order, signal());
      expect(externalPort).not.toBe(42_001);
      expect(fake.mappings.get(externalPort)).toMatchObject({ client: "127.0.0.1", port: 42_001 });
      // The other device's port is never taken away.
      await router.release(order, signal());
      expect(fake.mappings.get(42_001)).toEqual(others);
    },
  );

  it.each([725, 402, 501])(
    "that knows only leases without an end, and says so by %i, gives one",
    async (fault) => {
      const fake = await igd({ permanentOnly: fault });
      expect(await (await routerOf(fake)).forward(order, signal())).toMatchObject({
        leaseSeconds: 0,
      });
    },
  );

  it("with two ways out is told by the one that is connected", async () => {
    const fake = await igd({ ppp: true });
    await (await routerOf(fake)).forward(order, signal());
    expect(fake.mappings.has(42_001)).toBe(true);
    expect([...fake.services]).toEqual(["WANIPConnection:1", "WANPPPConnection:1"]);
    expect(fake.actions).toEqual([
      "GetStatusInfo",
      "GetStatusInfo",
      "AddPortMapping",
      "GetSpecificPortMappingEntry",
    ]);
  });

  it("that hides its list is believed when it gives a port", async () => {
    const fake = await igd({ hidesList: true });
    expect(await (await routerOf(fake)).forward(order, signal())).toMatchObject({
      externalPort: 42_001,
    });
  });

  // defect: a router that hid its list had the port of another device deleted, which had got it in the meantime
  it.each<[string, Partial<IgdMood>]>([
    ["hides its list", { hidesList: true }],
    ["hides its list and knows only ports without an end", { hidesList: true, permanentOnly: 725 }],
    ["tells its list only as a whole", { hidesList: true, showsAll: true }],
    [
      "tells it as a whole and lets anybody overwrite",
      { hidesList: true, showsAll: true, overwrites: true },
    ],
  ])("that %s takes back what is ours, and nothing that is another's", async (_name, mood) => {
    for (const version of [1, 2] as const) {
      const fake = await igd({ ...mood, version });
      const router = await routerOf(fake);
      const others = { client: "127.0.0.9", port: 80, lease: 0, description: "camera" };
      fake.mappings.set(42_000, others);
      await router.forward(order, signal());
      expect(fake.mappings.size).toBe(2);
      await router.release(order, signal());
      expect([...fake.mappings]).toEqual([[42_000, others]]);
      // Our lease was over, and another device has the port since.
      fake.mappings.set(order.externalPort, others);
      await router.release(order, signal());
      expect(fake.mappings.get(order.externalPort)).toEqual(others);
      expect([...fake.mappings.keys()].sort()).toEqual([42_000, 42_001]);
    }
  });

  it("that hides its list and refuses to be asked deletes nothing", async () => {
    const fake = await igd({ hidesList: true });
    const router = await routerOf(fake);
    await router.forward(order, signal());
    fake.mood.fault = 606;
    await expect(router.release(order, signal())).rejects.toMatchObject({ kind: "refused" });
    expect(fake.actions).not.toContain("DeletePortMapping");
    // A list that goes on for ever is given up.
    delete fake.mood.fault;
    fake.mood.showsAll = true;
    const ours = { client: "127.0.0.1", port: 0, lease: 60, description: "Hearth miner" };
    for (let port = 1; port <= 200; port++) fake.mappings.set(port, { ...ours, port });
    const before = fake.actions.length;
    fake.mappings.delete(order.externalPort);
    fake.mappings.set(order.externalPort, { ...ours, port: order.port });
    await router.release(order, signal());
    expect(fake.mappings.has(order.externalPort)).toBe(false);
    expect(fake.actions.length - before).toBeLessThan(80);
  });

  it.each<[string, Partial<IgdMood>, string]>([
    ["refuses", { fault: 606 }, "refused"],
    ["has given every port to others", { fault: 718 }, "occupied"],
    ["says yes and does nothing", { lies: true }, "nonsense"],
  ])("that %s is told so", async (_name, mood, kind) => {
    const fake = await igd(mood);
    await expect((await routerOf(fake)).forward(order, signal())).rejects.toMatchObject({ kind });
  });

  it.each<[string, string, string]>([
    ["has no address outside", "0.0.0.0", "offline"],
    ["names none", "", "offline"],
    ["names nonsense", "your.router.example", "nonsense"],
  ])("that %s is told so", async (_name, externalIp, kind) => {
    const fake = await igd({ externalIp });
    await expect((await routerOf(fake)).externalIp(signal())).rejects.toMatchObject({ kind });
  });

  it("that hangs is silent, and asking it ends", async () => {
    const fake = await igd({ hangs: true });
    await expect((await routerOf(fake)).externalIp(signal())).rejects.toMatchObject({
      kind: "silent",
    });
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ["a page to log in", html, "nonsense"],
    [
      "a redirect, which is not followed",
      (response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
      "silent",
    ],
    [
      "a document without an end",
      (response) => {
        const more = (): void => {
          while (response.write("<a>".repeat(4_096)));
          response.once("drain", more);
        };
        more();
      },
      "nonsense",
    ],
    ["nothing", (response) => response.end(), "nonsense"],
  ])("that describes itself by %s is refused", async (_name, description, kind) => {
    const fake = await igd({ description });
    await expect(routerOf(fake)).rejects.toMatchObject({ kind });
  });

  it("that would have orders sent to another device is refused", async () => {
    const fake = await igd({ control: "http://127.0.0.2:80/control" });
    await expect(routerOf(fake)).rejects.toMatchObject({ kind: "nonsense" });
  });
});
