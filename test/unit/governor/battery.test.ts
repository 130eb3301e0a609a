import { describe, expect, it } from "vitest";
import { batteryLinux, drawsOnBattery } from "../../../native/governor/senses/battery/linux.ts";
import { batteryWindows } from "../../../native/governor/senses/battery/windows.ts";
import { below, tree } from "../gpu/sensors/tree.ts";

const supplies = "sys/class/power_supply";
const adapter = (online: number) => ({ type: "Mains\n", online });
const battery = (status: string) => ({
  type: "Battery\n",
  status: `${status}\n`,
  present: 1,
  capacity: 97,
});
const laptop = (name: string, online: number, status: string) =>
  tree({
    ...below(`${supplies}/${name}`, adapter(online)),
    ...below(`${supplies}/BAT0`, battery(status)),
  });

describe("the battery of a Linux laptop", () => {
  // defect: with an adapter of another name than AC or AC0, a full battery counted as running down, and everything stood still
  it.each([
    ["AC", "Full"],
    ["ACAD", "Full"],
    ["ADP1", "Not charging"],
    ["ADP0", "Charging"],
    ["macsmc-ac", "Unknown"],
  ])("is not drawn on with %s plugged in and a battery that says %s", async (name, status) => {
    const sense = batteryLinux(laptop(name, 1, status));
    expect(await sense.available()).toBe(true);
    expect(await sense.read()).toBe(false);
  });

  it("is drawn on while it discharges", async () => {
    expect(await batteryLinux(laptop("ADP1", 0, "Discharging")).read()).toBe(true);
    const second = tree({
      ...below(`${supplies}/BAT1`, battery("Not charging")),
      ...below(`${supplies}/CMB2`, battery("Discharging")),
    });
    expect(await batteryLinux(second).read()).toBe(true);
  });

  it("is not a mouse's, an empty bay's or a charger's that gives power away", async () => {
    const mouse = { type: "Battery", scope: "Device", status: "Discharging" };
    const bay = { type: "Battery", present: "0", status: "Discharging" };
    expect(drawsOnBattery([mouse, bay])).toBeUndefined();
    const giving = { type: "USB", online: "1" };
    expect(drawsOnBattery([giving, { type: "Battery", status: "Discharging" }])).toBe(true);
  });

  it("cannot be told where there is none", async () => {
    for (const root of [tree({}), tree(below(`${supplies}/AC`, adapter(1)))]) {
      expect(await batteryLinux(root).available()).toBe(false);
      expect(await batteryLinux(root).read()).toBeUndefined();
    }
  });
});

describe("the battery of a Windows laptop", () => {
  const windows = (line: number, flag: number, result = 1) =>
    batteryWindows(async () => (status) => {
      status[0] = line;
      status[1] = flag;
      return result;
    });

  it.each([
    ["unplugged", 0, 1, true],
    ["unplugged and nearly empty", 0, 4, true],
    ["plugged in and charging", 1, 8, false],
    ["plugged in and full", 1, 1, false],
    ["a desktop", 1, 128, undefined],
    ["a desktop that cannot tell", 255, 255, undefined],
    ["a battery that cannot be told", 0, 255, undefined],
  ])("is %s", async (_name, line, flag, drawn) => {
    expect(await windows(line, flag).read()).toBe(drawn);
    expect(await windows(line, flag).available()).toBe(drawn !== undefined);
  });

  it("cannot be told where Windows does not answer", async () => {
    expect(await windows(0, 1, 0).read()).toBeUndefined();
    const none = batteryWindows(() => Promise.reject(new Error("no kernel32")));
    expect(await none.available()).toBe(false);
  });
});
