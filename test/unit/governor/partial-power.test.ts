import { describe, expect, it } from "vitest";
import type { Device } from "../../../native/api/hardware.ts";
import { governorStage, gpu } from "./stage.ts";

const stage = governorStage();
const { watts: _watts, wattsLimit: _limit, ...mute } = gpu;
const other: Device = { ...gpu, id: "gpu-1", name: "Radeon", watts: 150, wattsLimit: 200 };
const silent: Device = { ...mute, id: "gpu-1", name: "Radeon" };

describe("a budget over several cards of which one tells no watts", () => {
  it("covers the others, says which it leaves out, and says so of the week's energy too", async () => {
    stage.devices = [{ ...gpu, watts: 200 }, silent];
    stage.start();
    stage.governor.save(stage.changed({ power: { watts: 260 } }));
    await stage.pass(20);
    expect(stage.governor.status()).toMatchObject({ state: "running", pace: 1, reasons: [] });
    await stage.pass(20);
    expect(stage.governor.status()).toMatchObject({
      state: "running",
      reasons: [{ kind: "powerUnknown", action: "none", subject: "Radeon", value: 1, limit: 2 }],
    });
    expect(stage.governor.preview().unmetered).toBeUndefined();
    await stage.pass(700);
    const { kilowattHours, unmetered } = stage.governor.preview();
    expect(kilowattHours).toBeCloseTo(168 * 0.2, 1);
    expect(unmetered).toEqual(["Radeon"]);
    // It keeps the budget for what it knows.
    stage.governor.save(stage.changed({ power: { watts: 150 } }));
    await stage.pass(120);
    expect(stage.governor.status()).toMatchObject({ state: "slowed" });
    // Without a budget there is nothing to leave anything out of.
    stage.governor.save(stage.changed({ power: {} }));
    expect(stage.governor.status().reasons).toEqual([]);
  });

  // defect: its silence was taken for 0 W, and the other card was given all of its room
  it("holds when a card falls silent under way: what both really draw stays within it", async () => {
    stage.start();
    stage.governor.save(stage.changed({ power: { watts: 250 } }));
    const draws = (quiet: boolean): number => {
      const { pace } = stage.governor.status();
      const [first, second] = [40 + 160 * pace, 30 + 120 * pace];
      stage.devices = [{ ...gpu, watts: first }, quiet ? silent : { ...other, watts: second }];
      return first + second;
    };
    const settle = async (seconds: number, quiet: boolean): Promise<number> => {
      let drawn = 0;
      for (let second = 0; second < seconds; second += 1) {
        drawn = draws(quiet);
        await stage.pass(1);
      }
      return drawn;
    };
    expect(await settle(900, false)).toBeLessThan(255);
    expect(await settle(1_800, true)).toBeLessThan(265);
    expect(stage.governor.status().reasons.map(({ kind }) => kind)).toEqual([
      "powerBudget",
      "powerUnknown",
    ]);
    // Told again, it is covered again.
    expect(await settle(300, false)).toBeLessThan(255);
    expect(stage.governor.status().reasons.map(({ kind }) => kind)).toEqual(["powerBudget"]);
  });

  it("counts a silent card's last draw in the day's energy as well", async () => {
    stage.devices = [{ ...gpu, watts: 200 }, other];
    stage.start();
    await stage.pass(1_800);
    stage.devices = [{ ...gpu, watts: 200 }, silent];
    await stage.pass(1_800);
    expect(stage.governor.status().todayKilowattHours).toBeCloseTo(0.35, 3);
  });

  it("does not wait for graphics inside a processor beside a card", async () => {
    stage.devices = [gpu, { ...silent, integrated: true }];
    stage.start();
    stage.governor.save(stage.changed({ power: { kilowattHoursPerDay: 100 } }));
    await stage.pass(60);
    expect(stage.governor.status().reasons).toEqual([]);
  });
});
