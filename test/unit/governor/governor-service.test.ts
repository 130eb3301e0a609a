import { describe, expect, it } from "vitest";
import type { GovernorStatus } from "../../../native/api/governor.ts";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import { whenRunning } from "../../../native/governor/work-pause.ts";
import { cpu, GIB, governorStage, gpu, nothing } from "./stage.ts";

const stage = governorStage();

describe("the governor", () => {
  it("slows, pauses, proves the freed memory and runs again, each said once", async () => {
    stage.start();
    await stage.pass(3);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [], pace: 1 });
    stage.heat(81);
    await stage.pass(2);
    expect(stage.governor.status()).toMatchObject({ state: "slowed", pace: 0.5 });
    stage.heat(85);
    await stage.pass(3);
    const status = stage.governor.status();
    expect(status).toMatchObject({
      state: "paused",
      pace: 0,
      reasons: [{ kind: "temperature", action: "pause", value: 85, limit: 84, subject: "RTX" }],
      freed: { bytes: 8 * GIB, proven: true },
    });
    expect(status.freed?.millis).toBeLessThanOrEqual(2_000);
    expect(stage.governor.work.reason()).toBe("it has 85 °C, and 84 °C is the limit");
    stage.heat(70);
    await stage.pass(3);
    expect(stage.governor.status()).toMatchObject({ state: "running", pace: 1, reasons: [] });
    expect(stage.governor.work.reason()).toBeUndefined();
    expect(stage.engine.orders).toEqual([
      { kind: "pace", share: 0.5 },
      { kind: "suspend", graceMillis: 500, reason: "it has 85 °C, and 84 °C is the limit" },
      { kind: "resume" },
      { kind: "pace", share: 1 },
    ]);
    expect(stage.said()).toEqual([
      "governor.slow.temperature",
      "governor.pause.temperature",
      "governor.freed",
      "governor.resumed",
    ]);
  });

  it("gives no grace at the hard stop", async () => {
    stage.start();
    stage.heat(95);
    await stage.pass(2);
    expect(stage.governor.status().state).toBe("stopped");
    expect(stage.engine.orders).toMatchObject([{ kind: "suspend", graceMillis: 0 }]);
  });

  it("lets a computer without a GPU run with every default, however hot its processor", async () => {
    stage.devices = [cpu];
    for (const practice of [true, false]) {
      stage.start(nothing, defaultSettings({ practice }));
      await stage.pass(60);
      expect(stage.governor.status()).toMatchObject({
        state: "running",
        reasons: [{ kind: "temperatureUnknown", action: "none" }],
        senses: { temperature: false, power: false, vram: false },
      });
      stage.governor.close();
    }
    expect(stage.engine.orders).toEqual([]);
    expect(stage.lines).toEqual([]);
  });

  it("pauses on battery, and on the practice network only slows", async () => {
    const battery = { available: async () => true, read: async () => true, everyMillis: 1_000 };
    stage.start({ ...nothing, battery });
    await stage.pass(5);
    expect(stage.governor.status()).toMatchObject({
      state: "paused",
      reasons: [{ kind: "battery" }],
    });
    stage.governor.close();
    stage.start({ ...nothing, battery }, defaultSettings({ practice: true }));
    await stage.pass(5);
    expect(stage.governor.status()).toMatchObject({
      state: "slowed",
      reasons: [{ kind: "battery" }],
    });
  });

  it("keeps its settings, applies them at once and refuses those that contradict themselves", async () => {
    stage.start();
    await stage.pass(1);
    const never = {
      enabled: true,
      hours: stage.governor.settings().schedule.hours.map((day) => day.map(() => false)),
    };
    stage.governor.save(stage.changed({ schedule: never }));
    expect(stage.governor.status()).toMatchObject({
      state: "pausing",
      reasons: [{ kind: "schedule" }],
    });
    const wrong = { ...stage.governor.settings().temperature, resumeBelow: 95 };
    expect(() => stage.governor.save(stage.changed({ temperature: wrong }))).toThrowError(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
    stage.governor.close();
    stage.start();
    expect(stage.governor.settings().schedule).toEqual(never);
    await stage.pass(2);
    expect(stage.governor.status().state).toBe("paused");
    expect(stage.governor.status().resumesAt).toBeUndefined();
  });

  it("streams its status now and at every change, and ends with it", async () => {
    stage.start();
    await stage.pass(1);
    const seen: GovernorStatus["state"][] = [];
    const watching = (async () => {
      for await (const { state } of stage.governor.watch())
        if (seen.at(-1) !== state) seen.push(state);
    })();
    await stage.pass(1);
    stage.governor.pause();
    await stage.pass(1);
    stage.governor.resume();
    await stage.pass(1);
    stage.governor.close();
    await watching;
    expect(seen).toEqual(["running", "pausing", "paused", "resuming", "running"]);
  });

  it("wakes those who wait for the end of a pause, and lets them leave", async () => {
    stage.start();
    await stage.pass(1);
    stage.governor.pause();
    await stage.pass(1);
    const leaving = new AbortController();
    let woken = false;
    const waiting = whenRunning(stage.governor.work, new AbortController().signal).then(() => {
      woken = true;
    });
    const left = whenRunning(stage.governor.work, leaving.signal);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
    expect(woken).toBe(false);
    stage.governor.resume();
    await stage.pass(1);
    await waiting;
    expect(woken).toBe(true);
  });

  // defect: a processor at 95 °C with graphics inside, busy with something else, stopped the card beside it
  it("does not take a processor's heat and watts for those of the card beside its graphics", async () => {
    const inside = { ...gpu, id: "gpu-1", integrated: true, celsius: 95, watts: 140 };
    stage.devices = [gpu, inside];
    stage.start();
    stage.governor.save(stage.changed({ power: { watts: 320 } }));
    await stage.pass(60);
    expect(stage.governor.status()).toMatchObject({ state: "running", pace: 1, reasons: [] });
    stage.devices = [inside];
    await stage.pass(2);
    expect(stage.governor.status()).toMatchObject({
      state: "stopped",
      reasons: [{ kind: "temperature", action: "stop", value: 95 }],
    });
  });
});
