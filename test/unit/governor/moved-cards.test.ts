import { describe, expect, it } from "vitest";
import type { Device } from "../../../native/api/hardware.ts";
import { GIB, governorStage, gpu } from "./stage.ts";

const stage = governorStage();
const { celsius: _celsius, ...mute } = gpu;
const silent: Device = { ...mute, id: "gpu-1", name: "Radeon", watts: 100 };
const told = () =>
  stage.governor.status().reasons.map(({ kind, action, subject }) => [kind, action, subject]);

describe("cards that move to another's place, and cards that tell less than others", () => {
  it("names the card whose heat nobody guards, beside one that tells its own", async () => {
    stage.devices = [gpu, silent, { ...silent, id: "gpu-2" }];
    stage.start();
    await stage.pass(2);
    expect(stage.governor.status().state).toBe("running");
    expect(told()).toEqual([["temperatureUnknown", "none", "Radeon (GPU 2), Radeon (GPU 3)"]]);
    stage.devices = [{ ...gpu, celsius: 85 }, silent];
    await stage.pass(2);
    expect(told()).toEqual([
      ["temperature", "pause", "RTX"],
      ["temperatureUnknown", "none", "Radeon"],
    ]);
  });

  // defect: the card that moved up was paused for the heat of the one that was unplugged, and then slowed for good
  it("does not hold a card back for the heat of one that was unplugged", async () => {
    stage.devices = [{ ...gpu, celsius: 90 }, silent];
    stage.start();
    await stage.pass(2);
    expect(stage.governor.status().state).toBe("paused");
    stage.devices = [{ ...silent, id: "gpu-0" }];
    await stage.pass(60);
    expect(stage.governor.status().state).toBe("running");
    expect(told()).toEqual([["temperatureUnknown", "none", undefined]]);
  });

  it("keeps a card's heat in mind when cards change places, as when the engine takes another backend", async () => {
    const cool: Device = { ...gpu, id: "gpu-1", name: "Radeon", celsius: 50 };
    stage.devices = [{ ...gpu, celsius: 85 }, cool];
    stage.start();
    await stage.pass(2);
    // Inside the band it stays paused, wherever it now stands.
    stage.devices = [
      { ...cool, id: "gpu-0" },
      { ...gpu, id: "gpu-1", celsius: 78 },
    ];
    await stage.pass(5);
    expect(stage.governor.status().state).toBe("paused");
    expect(told()).toEqual([["temperature", "pause", "RTX"]]);
    // Of two equal cards each keeps its place.
    stage.devices = [
      { ...gpu, celsius: 70 },
      { ...gpu, id: "gpu-1", celsius: 78 },
    ];
    await stage.pass(5);
    expect(stage.governor.status().state).toBe("paused");
    stage.devices = [
      { ...gpu, celsius: 70 },
      { ...gpu, id: "gpu-1", celsius: 74 },
    ];
    await stage.pass(5);
    expect(stage.governor.status().state).toBe("running");
  });

  // defect: what a game held of one card kept the next one at its place paused for ever
  it("does not give way on a card for what was wanted of another", async () => {
    const big: Device = {
      ...gpu,
      memory: { totalBytes: 24 * GIB, usedBytes: GIB, hearthBytes: 0 },
    };
    const small: Device = {
      ...gpu,
      name: "Small",
      memory: { totalBytes: 8 * GIB, usedBytes: 4 * GIB, hearthBytes: 0 },
    };
    stage.devices = [big];
    stage.start();
    await stage.pass(2);
    stage.devices = [{ ...big, memory: { ...big.memory, usedBytes: 15.9 * GIB } }];
    await stage.pass(3);
    expect(told()).toEqual([["vram", "pause", undefined]]);
    stage.devices = [small];
    await stage.pass(5);
    expect(told()).toEqual([]);
  });
});
