import { describe, expect, it } from "vitest";
import type { Device } from "../../../native/api/hardware.ts";
import { GIB, governorStage, gpu } from "./stage.ts";

const stage = governorStage();
/** 24 GiB of which others hold so much; the model takes eight. */
const beside = (others: number): Device => ({
  ...gpu,
  memory: { totalBytes: 24 * GIB, usedBytes: others * GIB, hearthBytes: 0 },
});
const kinds = () => stage.governor.status().reasons.map(({ kind }) => kind);
const orders = () => stage.engine.orders.filter(({ kind }) => kind !== "pace").length;

describe("a program that takes the GPU's memory while our model is away", () => {
  // defect: whatever ended the pause, the model went back into memory that a game had taken meanwhile
  it("keeps it, though what paused us is over, until there is room again", async () => {
    stage.devices = [beside(1)];
    stage.start();
    await stage.pass(5);
    stage.governor.pause();
    await stage.pass(5);
    stage.devices = [beside(20)];
    await stage.pass(5);
    expect(kinds()).toEqual(["hand", "vram"]);
    stage.governor.resume();
    await stage.pass(600);
    expect(stage.governor.status()).toMatchObject({ state: "paused", reasons: [{ kind: "vram" }] });
    expect(orders()).toBe(1);
    stage.devices = [beside(3)];
    await stage.pass(5);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [] });
    expect(orders()).toBe(2);
  });

  it("is let be where ours fits beside it", async () => {
    stage.devices = [beside(1)];
    stage.start();
    await stage.pass(5);
    stage.governor.pause(1);
    stage.devices = [beside(14)];
    await stage.pass(70);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [] });
  });

  it("is not our own model, whose bytes one probe still shows right after the pause", async () => {
    stage.devices = [beside(1)];
    stage.start();
    await stage.pass(5);
    stage.governor.pause(1);
    // Two looks in which the driver still counts what the engine says is gone.
    stage.devices = [beside(17)];
    await stage.pass(2);
    stage.devices = [beside(1)];
    const seen: string[][] = [];
    for (let second = 0; second < 10; second += 1) {
      await stage.pass(1);
      seen.push(kinds());
    }
    expect(seen.flat()).not.toContain("vram");
    await stage.pass(60);
    expect(stage.governor.status().state).toBe("running");
  });

  it("is nobody where no model was loaded before", async () => {
    stage.engine.held = 0;
    stage.devices = [beside(1)];
    stage.start();
    await stage.pass(5);
    stage.governor.pause(1);
    stage.devices = [beside(23)];
    await stage.pass(70);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [] });
  });

  it.each([
    ["none comes back", []],
    ["another comes back", ["small"]],
  ])("is not waited for where %s", async (_what, models) => {
    stage.devices = [beside(1)];
    stage.start();
    await stage.pass(5);
    // Once as the reason of the pause itself …
    stage.devices = [beside(15.8)];
    await stage.pass(5);
    expect(kinds()).toEqual(["vram"]);
    await stage.pass(600);
    stage.engine.models = models;
    await stage.pass(2);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [] });
    // … and once as what came in another.
    stage.engine.models = ["chat"];
    stage.devices = [beside(1)];
    await stage.pass(5);
    stage.governor.pause(1);
    await stage.pass(2);
    stage.engine.models = models;
    stage.devices = [beside(20)];
    await stage.pass(70);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [] });
  });

  // defect: a model that did not fit was loaded again and again beside the game that had its place, every minute
  it("is not disturbed by tries that fail: they end, and go on when there is room", async () => {
    stage.devices = [beside(1)];
    stage.start();
    await stage.pass(5);
    stage.governor.pause();
    await stage.pass(5);
    stage.engine.failures.resume = 1_000;
    stage.governor.resume();
    await stage.pass(2);
    expect(stage.governor.status().state).toBe("resuming");
    stage.devices = [beside(20)];
    await stage.pass(10);
    expect(stage.governor.status()).toMatchObject({ state: "paused", reasons: [{ kind: "vram" }] });
    const tried = orders();
    await stage.pass(600);
    expect(orders()).toBe(tried);
    stage.engine.failures.resume = 0;
    stage.devices = [beside(1)];
    await stage.pass(5);
    expect(stage.governor.status()).toMatchObject({ state: "running", reasons: [] });
  });

  it("may come and go while hours hold it back as well: it runs when both allow it, and once", async () => {
    stage.devices = [beside(1)];
    stage.start();
    await stage.pass(5);
    const hours = Array.from({ length: 7 }, () =>
      Array.from({ length: 24 }, (_, hour) => hour !== 12),
    );
    stage.governor.save(stage.changed({ schedule: { enabled: true, hours } }));
    await stage.pass(60);
    stage.devices = [beside(22)];
    await stage.pass(3_600);
    expect(kinds()).toEqual(["vram"]);
    stage.devices = [beside(2)];
    await stage.pass(10);
    expect(stage.governor.status().state).toBe("running");
    expect(orders()).toBe(2);
  });
});
