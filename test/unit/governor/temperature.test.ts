import { describe, expect, it } from "vitest";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import {
  type GpuHeat,
  type TemperatureMemory,
  temperatureFindings,
  watchTemperature,
} from "../../../native/governor/rules/temperature.ts";

const { temperature } = defaultSettings({ practice: false });
const nothing: TemperatureMemory = {};
const gpu = (celsius: number | undefined, id = "gpu-0"): GpuHeat => ({
  id,
  name: id === "gpu-0" ? "RTX" : `RTX at ${id}`,
  celsius,
});
const look = (memory: TemperatureMemory, seconds: number, ...gpus: GpuHeat[]) =>
  watchTemperature(temperature, memory, gpus, seconds * 1000);
const said = (memory: TemperatureMemory) => temperatureFindings(temperature, memory);

describe("the temperature rule", () => {
  const follow = (degrees: readonly (number | undefined)[], seconds = 1) =>
    degrees.reduce(
      (memory, celsius, index) => look(memory, index * seconds, gpu(celsius)),
      nothing,
    );
  const says = (...degrees: (number | undefined)[]) => said(follow(degrees))[0];

  it("slows, pauses and stops at its limits, and names the GPU with both figures", () => {
    expect(says(79)).toBeUndefined();
    expect(says(80)).toMatchObject({ action: "slow", value: 80, limit: 80, subject: "RTX" });
    expect(says(84)).toMatchObject({ action: "pause", value: 84, limit: 84 });
    expect(says(92)).toMatchObject({ action: "stop", value: 92, limit: 92 });
  });

  it("holds on until the GPU is cooler than the limit to resume", () => {
    expect(says(85, 80, 76)).toMatchObject({ action: "pause", value: 76 });
    expect(says(85, 80, 75)).toBeUndefined();
    expect(says(93, 85, 77)).toMatchObject({ action: "stop" });
    expect(says(81, 77)).toMatchObject({ action: "slow" });
    expect(says(77)).toBeUndefined();
  });

  it("only says so where no temperature was ever known", () => {
    expect(says()).toEqual({ kind: "temperatureUnknown", action: "none" });
    expect(says(undefined, undefined)).toEqual({ kind: "temperatureUnknown", action: "none" });
    expect(temperatureFindings({ ...temperature, enabled: false }, nothing)).toEqual([]);
  });

  it("does not mind a few missed samples, slows when the sensor is gone, and lets a hot GPU cool first", () => {
    expect(said(follow([70, undefined, undefined]))).toEqual([]);
    const unknown = { kind: "temperatureUnknown", subject: "RTX" };
    expect(said(follow([70, undefined], 31))).toEqual([{ ...unknown, action: "slow" }]);
    expect(said(follow([90, undefined], 31))).toEqual([{ ...unknown, action: "pause" }]);
    expect(said(follow([90, undefined], 601))).toEqual([{ ...unknown, action: "slow" }]);
    expect(said(follow([90, undefined, 70], 31))).toEqual([]);
  });

  it("tells the age of a temperature anew where the clock was set back", () => {
    const back = look(look(nothing, 10_000, gpu(90)), 3_000, gpu(undefined));
    expect(said(back)).toMatchObject([{ kind: "temperature", action: "pause" }]);
    expect(said(look(back, 3_031, gpu(undefined)))).toMatchObject([
      { kind: "temperatureUnknown", action: "pause" },
    ]);
  });
});

describe("the temperatures of several GPUs", () => {
  // defect: the cool one's temperature was taken for both, and the hot one went on at full speed
  it("are watched each for itself: a hot GPU that falls silent is not spoken for by a cool one", () => {
    const hot = look(nothing, 0, gpu(90, "gpu-0"), gpu(50, "gpu-1"));
    expect(said(hot)).toMatchObject([{ action: "pause", value: 90, subject: "RTX" }]);
    const silent = [gpu(undefined, "gpu-0"), gpu(50, "gpu-1")];
    expect(said(look(hot, 1, ...silent))).toMatchObject([{ action: "pause", value: 90 }]);
    const later = look(hot, 31, ...silent);
    expect(said(later)).toMatchObject([{ kind: "temperatureUnknown", action: "pause" }]);
    expect(said(look(later, 601, ...silent))).toMatchObject([
      { kind: "temperatureUnknown", action: "slow" },
    ]);
  });

  it("are told by the worst: the level first, the figure then", () => {
    const hot = look(nothing, 0, gpu(85, "gpu-0"), gpu(50, "gpu-1"), gpu(81, "gpu-2"));
    const now = look(hot, 1, gpu(77, "gpu-0"), gpu(79, "gpu-1"), gpu(82, "gpu-2"));
    expect(said(now)).toMatchObject([{ action: "pause", value: 77, limit: 84, subject: "RTX" }]);
  });

  it("are told beside the one that is not known any more", () => {
    const both = look(nothing, 0, gpu(70, "gpu-0"), gpu(70, "gpu-1"));
    expect(said(look(both, 31, gpu(86, "gpu-0"), gpu(undefined, "gpu-1")))).toEqual([
      { kind: "temperature", action: "pause", value: 86, limit: 84, subject: "RTX" },
      { kind: "temperatureUnknown", action: "slow", subject: "RTX at gpu-1" },
    ]);
  });

  // defect: a card that was unplugged slowed the one that stayed, or the processor, until the node's next start
  it("are forgotten with a card that is gone", () => {
    const both = look(nothing, 0, gpu(60, "gpu-0"), gpu(90, "gpu-1"));
    expect(said(look(both, 1, gpu(60, "gpu-0")))).toEqual([]);
    const alone = look(nothing, 0, gpu(90));
    // An engine that fell back to the processor for a moment lists none: the card may still be hot.
    expect(said(look(alone, 31))).toMatchObject([{ kind: "temperatureUnknown", action: "pause" }]);
    expect(said(look(look(alone, 31), 601))).toEqual([
      { kind: "temperatureUnknown", action: "none" },
    ]);
  });
});
