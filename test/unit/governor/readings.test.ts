import { describe, expect, it } from "vitest";
import type { Device, HardwareReport } from "../../../native/api/hardware.ts";
import { gpuReadings } from "../../../native/governor/machine/from-report.ts";
import { counted, limitWatts } from "../../../native/governor/machine/readings.ts";

const card: Device = {
  id: "gpu-0",
  kind: "gpu",
  name: "RTX 4090",
  backend: "cuda",
  memory: { totalBytes: 1000, usedBytes: 700, hearthBytes: 400 },
  celsius: 71,
  watts: 300,
  wattsLimit: 450,
  seenBy: ["nvml"],
};
const cpu: Device = { ...card, id: "cpu", kind: "cpu", backend: "cpu", celsius: 99 };
const report = (...devices: Device[]): HardwareReport => ({
  time: 1,
  devices,
  memory: { totalBytes: 1, freeBytes: 1 },
  notes: [],
});
const read = (change: Partial<Device>) => gpuReadings(report({ ...card, ...change }))[0];

describe("a report as the rules look at it", () => {
  it("has the GPUs alone: a processor's heat and memory are no reason", () => {
    expect(gpuReadings(report(cpu))).toEqual([]);
    expect(gpuReadings(report(card, cpu)).map(({ id }) => id)).toEqual(["gpu-0"]);
  });

  it("counts as ours what the driver says of our programs, where that is more than our models", () => {
    const processes = [
      { pid: 1, bytes: 350, own: true },
      { pid: 2, bytes: 100, own: true },
      { pid: 3, bytes: 50, own: false, name: "desktop" },
      { pid: 4, bytes: 120, own: false, name: "game.exe" },
    ];
    expect(read({ processes })).toMatchObject({ ownBytes: 450, program: "game.exe" });
    expect(read({})).toMatchObject({ ownBytes: 400, program: undefined });
    expect([read({})?.listed, read({ processes })?.listed]).toEqual([false, true]);
  });

  it("does not hide that less is in use than is ours, but where ours is only a share", () => {
    const memory = { totalBytes: 1000, usedBytes: 300, usedBy: "llama.cpp", hearthBytes: 400 };
    expect(read({ memory })).toMatchObject({ usedBytes: 300, usedBy: "llama.cpp", ownBytes: 400 });
    const two = gpuReadings(report({ ...card, memory }, { ...card, id: "gpu-1" }));
    expect(two[0]?.ownBytes).toBe(300);
  });

  it("says where our part of each is only a share of a sum", () => {
    const shares = (...devices: Device[]) =>
      gpuReadings(report(...devices)).map(({ ownIsShare }) => ownIsShare);
    const listed = { ...card, processes: [{ pid: 1, bytes: 350, own: true }] };
    const foreign = { ...card, processes: [{ pid: 1, bytes: 350, own: false }] };
    expect(shares(card)).toEqual([false]);
    expect(shares(card, { ...card, id: "gpu-1" })).toEqual([true, true]);
    expect(shares(card, { ...foreign, id: "gpu-1" })).toEqual([true, true]);
    expect(shares(listed, { ...foreign, id: "gpu-1" })).toEqual([false, false]);
  });

  it("knows memory that is everybody's", () => {
    expect(read({})?.dedicated).toBe(true);
    expect(read({ integrated: true })?.dedicated).toBe(false);
    expect(read({ backend: "metal" })?.dedicated).toBe(false);
  });

  it("counts graphics inside a processor only where there is no card", () => {
    const inside = { ...card, id: "gpu-1", integrated: true };
    const ids = (...devices: Device[]) =>
      counted(gpuReadings(report(...devices))).map(({ id }) => id);
    expect(ids(card, inside)).toEqual(["gpu-0"]);
    expect(ids(inside)).toEqual(["gpu-1"]);
    expect(ids()).toEqual([]);
  });

  it("adds up limits only where all tell theirs", () => {
    const blind = { celsius: undefined, watts: undefined, wattsLimit: undefined } as object;
    const two = gpuReadings(report(card, { ...card, id: "gpu-1", celsius: 80, watts: 100 }));
    expect(limitWatts(two)).toBe(900);
    const half = gpuReadings(report(card, { ...card, ...blind, id: "gpu-1" } as Device));
    expect(limitWatts(half)).toBeUndefined();
    expect(limitWatts([])).toBeUndefined();
  });
});
