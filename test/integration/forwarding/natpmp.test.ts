import { describe, expect, it } from "vitest";
import { natpmpRouter } from "../../../native/forwarding/natpmp/natpmp.ts";
import { startFakePmp } from "../../fakes/router/fake-natpmp.ts";
import { order, pmp, signal } from "./fake-routers.ts";

describe("a router that speaks NAT-PMP", () => {
  it("leads a port here and takes it back, whatever is lost and sent besides", async () => {
    const junk = [Buffer.alloc(0), Buffer.from([0]), Buffer.alloc(16, 255), Buffer.from([0, 130])];
    const fake = await pmp({ loses: 2, junk, gives: 50_123, lease: 120 });
    const router = natpmpRouter(fake.place);
    expect(await router.externalIp(signal())).toBe("8.8.4.4");
    expect(await router.forward(order, signal())).toEqual({
      externalPort: 50_123,
      leaseSeconds: 120,
    });
    expect(fake.mappings.get(42_001)).toBe(50_123);
    await router.release(order, signal());
    expect(fake.mappings.size).toBe(0);
  });

  it.each([
    [2, "refused"],
    [3, "offline"],
    [4, "occupied"],
    [5, "noRouter"],
    [77, "nonsense"],
  ])("that answers with %i says %s", async (result, kind) => {
    const fake = await pmp({ result });
    await expect(natpmpRouter(fake.place).forward(order, signal())).rejects.toMatchObject({ kind });
  });

  it("that is silent is asked again and then given up", async () => {
    const fake = await pmp({ hangs: true });
    await expect(natpmpRouter(fake.place).externalIp(signal())).rejects.toMatchObject({
      kind: "silent",
    });
    expect(fake.questions()).toBeGreaterThan(2);
  });

  it("that is not there is known at once", async () => {
    const fake = await startFakePmp();
    await fake.close();
    await expect(natpmpRouter(fake.place).externalIp(signal())).rejects.toMatchObject({
      kind: "noRouter",
    });
  });
});
