import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDoctor } from "../../../native/doctor/doctor.ts";
import { natCheck } from "../../../native/doctor/network/nat.ts";
import { doctorReach } from "../../../native/host/handlers/doctor-reach.ts";
import { createReach, type Reach } from "../../../native/miner/reach/reach.ts";
import { openStore } from "../../../native/store/database.ts";
import { createNotes } from "../../../native/store/notes.ts";
import { type FakeIgd, startFakeIgd } from "../../fakes/router/fake-igd.ts";

let router: FakeIgd;
let reach: Reach;
let doctor: ReturnType<typeof createDoctor>;

beforeEach(async () => {
  router = await startFakeIgd();
  reach = createReach({
    network: "finney",
    notes: createNotes(openStore(":memory:").database),
    ways: { upnp: () => [router.target], gateway: async () => undefined },
    timeline: { write: () => undefined },
    own: () => ["192.168.1.20"],
    now: Date.now,
  });
  const check = natCheck({
    reach: doctorReach(reach),
    announced: async () => undefined,
    realNetwork: true,
  });
  doctor = createDoctor({ checks: [check], now: Date.now, monotonic: () => performance.now() });
});
afterEach(async () => {
  doctor.close();
  await router.close();
});

const look = async () => (await doctor.run()).findings[0];

describe("the Doctor and the router", () => {
  it("asks it only once it is to forward, which is one fix away", async () => {
    expect(await look()).toMatchObject({
      state: "warning",
      message: "hereOnly",
      fix: { key: "letForward", byNode: true },
    });
    expect(router.actions).toEqual([]);
    const finding = await doctor.fix("nat");
    expect(reach.status().settings).toEqual({ listen: "home", forward: true });
    // A machine without any network has no address that a router could lead to.
    expect(["canForward", "noAddress"]).toContain(finding.message);
    if (finding.message === "canForward") {
      expect(finding.evidence).toMatchObject({ router: "Fake & Router", outside: "8.8.4.4" });
      router.mood.externalIp = "100.70.1.1";
      expect(await look()).toMatchObject({ state: "bad", message: "behindCarrier" });
    }
  });

  it("says while the miner runs what the router does", async () => {
    await reach.save({ listen: "home", forward: true, announcePort: 9_001 });
    const known = reach.makeKnown({ host: "0.0.0.0", port: 42_001 }, () => undefined);
    const finding = await look();
    await known.close();
    expect(["forwarded", "noAddress"]).toContain(finding?.message);
    if (finding?.message === "forwarded")
      expect(finding.evidence).toMatchObject({ outside: "8.8.4.4:9001" });
    expect(router.mappings.size).toBe(0);
  });
});
