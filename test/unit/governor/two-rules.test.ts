import { describe, expect, it } from "vitest";
import { fixedSense } from "./fixed-sense.ts";
import { governorStage, gpu, nothing } from "./stage.ts";

const stage = governorStage();

describe("rules that hold at the same time", () => {
  // defect: an hour of slowness for another reason taught the watt budget that there was room, which it then overran for a minute
  it("a watt budget is not forgotten while another rule slows more", async () => {
    let used = false;
    const presence = fixedSense(() => (used ? Date.now() : Date.now() - 3_600_000));
    stage.start({ ...nothing, presence });
    stage.governor.save(
      stage.changed({ power: { watts: 280 }, presence: { action: "slow", idleMinutes: 1 } }),
    );
    const live = async (seconds: number): Promise<number> => {
      let most = 0;
      for (let second = 0; second < seconds; second += 1) {
        const drawn = 40 + 300 * stage.governor.status().pace;
        stage.devices = [{ ...gpu, watts: drawn }];
        most = Math.max(most, drawn);
        await stage.pass(1);
      }
      return most;
    };
    await live(900);
    const settled = stage.governor.status().pace;
    expect(settled).toBeGreaterThan(0.5);
    expect(settled).toBeLessThan(0.9);
    used = true;
    await live(3_600);
    expect(stage.governor.status().pace).toBe(0.5);
    used = false;
    expect(await live(600)).toBeLessThan(300);
  });

  it("a hard stop is tried every five seconds, however often the engine failed before", async () => {
    stage.start();
    await stage.pass(1);
    stage.engine.failures.suspend = 100;
    stage.governor.pause();
    // Tried again after 5, 10, 20 and 40 seconds, and next after a minute.
    await stage.pass(80);
    const before = stage.engine.orders.length;
    await stage.pass(5);
    expect(stage.engine.orders.length).toBe(before);
    stage.heat(95);
    await stage.pass(30);
    expect(stage.engine.orders.length).toBeGreaterThanOrEqual(before + 5);
    expect(stage.engine.orders.at(-1)).toMatchObject({ kind: "suspend", graceMillis: 0 });
    stage.engine.failures.suspend = 0;
    await stage.pass(6);
    expect(stage.governor.status().state).toBe("stopped");
  });

  it("a pause by hand that ends within a hard stop changes nothing, and the hard stop ends by itself", async () => {
    stage.start();
    await stage.pass(1);
    stage.governor.pause(1);
    await stage.pass(2);
    stage.heat(95);
    await stage.pass(70);
    expect(stage.governor.status()).toMatchObject({
      state: "stopped",
      reasons: [{ kind: "temperature", action: "stop" }],
    });
    stage.heat(77);
    await stage.pass(60);
    expect(stage.governor.status().state).toBe("stopped");
    stage.heat(75);
    await stage.pass(2);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [] });
  });

  it("sleep during a pause for prices wakes into the same pause, and counts no energy", async () => {
    stage.start();
    await stage.pass(60);
    const { todayKilowattHours } = stage.governor.status();
    stage.governor.save(
      stage.changed({
        tariff: {
          enabled: true,
          currency: "EUR",
          basePrice: 0.5,
          rates: [],
          mostPerKilowattHour: 0.3,
        },
      }),
    );
    await stage.pass(2);
    stage.governor.sense({ asleep: true });
    await stage.pass(3_600);
    stage.governor.sense({ asleep: false });
    await stage.pass(2);
    const { state, reasons, resumesAt, todayKilowattHours: after } = stage.governor.status();
    expect([state, reasons.map(({ kind }) => kind), resumesAt]).toEqual([
      "paused",
      ["tariff"],
      undefined,
    ]);
    expect((after ?? 0) - (todayKilowattHours ?? 0)).toBeLessThan(0.001);
  });
});
