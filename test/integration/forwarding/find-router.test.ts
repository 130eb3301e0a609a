import { describe, expect, it } from "vitest";
import { findRouter, type RouterWays } from "../../../native/forwarding/find-router.ts";
import type { FakeIgd } from "../../fakes/router/fake-igd.ts";
import type { FakePmp } from "../../fakes/router/fake-natpmp.ts";
import { html, igd, pmp, signal } from "./fake-routers.ts";

describe("finding the router", () => {
  const ways = (upnp: FakeIgd | undefined, natpmp: FakePmp | undefined): RouterWays => ({
    upnp: () => (upnp ? [upnp.target] : []),
    gateway: async () => natpmp?.place,
  });

  it.each([1, 2] as const)(
    "finds version %i, which answers to its own type only",
    async (version) => {
      const fake = await igd({ version });
      expect(await findRouter(ways(fake, undefined), signal())).toMatchObject({
        kind: `upnp${version}`,
      });
    },
  );

  it("finds the one that speaks NAT-PMP where UPnP describes nonsense", async () => {
    const found = await findRouter(ways(await igd({ description: html }), await pmp()), signal());
    expect(found.kind).toBe("nat-pmp");
  });

  it("says that there is none", async () => {
    await expect(findRouter(ways(undefined, undefined), signal())).rejects.toMatchObject({
      kind: "noRouter",
    });
  });

  it("says what the only one says", async () => {
    const fake = await igd({ externalIp: "0.0.0.0" });
    await expect(findRouter(ways(fake, undefined), signal())).rejects.toMatchObject({
      kind: "offline",
    });
  });

  it("goes on where one of this computer's networks is gone", async () => {
    const router = await igd();
    // An address for documents, which no computer has.
    const gone = { ...router.target, from: "203.0.113.77" };
    const targets = { upnp: () => [gone, router.target], gateway: async () => undefined };
    expect((await findRouter(targets, signal())).kind).toBe("upnp1");
  });

  it("is not held up by a device that hangs", async () => {
    const [hung, router] = [await igd({ hangs: true }), await igd()];
    const both = { upnp: () => [hung.target, router.target], gateway: async () => undefined };
    expect(await (await findRouter(both, signal())).externalIp(signal())).toBe("8.8.4.4");
  });

  // Only Linux has all of 127.0.0.0/8 without being told.
  it.skipIf(process.platform !== "linux")(
    "believes the way out of the home before any other device, and that where the way out is silent",
    async () => {
      const other = await igd({ externalIp: "9.9.9.9" }, "127.0.0.2");
      const wayOut = await pmp({ loses: 1 });
      // The device answers at once, the way out a little later.
      const found = await findRouter(ways(other, wayOut), signal());
      expect(found.kind).toBe("nat-pmp");
      wayOut.mood.hangs = true;
      expect((await findRouter(ways(other, wayOut), signal())).kind).toBe("upnp1");
    },
  );

  it("ends when it is told to", async () => {
    const stop = new AbortController();
    const looking = findRouter(ways(await igd({ hangs: true }), undefined), stop.signal);
    stop.abort(new Error("enough"));
    await expect(looking).rejects.toThrow("enough");
  });
});
