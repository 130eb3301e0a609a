import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { relayPower } from "../../../electron/shell/power.ts";
import { recordingElectron } from "../../fakes/electron.ts";

interface Told {
  readonly idleSeconds?: number;
  readonly onBattery?: boolean;
  readonly asleep?: boolean;
}
let told: Told[];
let answers: boolean;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  answers = true;
});
afterEach(() => {
  vi.useRealTimers();
});

function relay(environment: NodeJS.ProcessEnv = {}) {
  const double = recordingElectron();
  const sense = async (report: Told): Promise<object> => {
    told.push(report);
    if (!answers) throw new Error("the node does not serve yet");
    return {};
  };
  const client = { governor: { sense } } as unknown as Parameters<typeof relayPower>[1]["client"];
  return { power: double.power, close: relayPower(double.api, { client, environment }).close };
}

it("tells the node at once and every five seconds, also after a time in which it did not answer", async () => {
  answers = false;
  const { power, close } = relay();
  power.idleSeconds = 42;
  await vi.advanceTimersByTimeAsync(5_000);
  answers = true;
  power.onBattery = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual([
    { idleSeconds: 0, onBattery: false },
    { idleSeconds: 42, onBattery: false },
    { idleSeconds: 42, onBattery: true },
  ]);
  close();
});

it("tells of the battery and of sleep in the moment they come", () => {
  const { power, close } = relay();
  power.onBattery = true;
  power.emit("on-battery");
  power.emit("suspend");
  power.emit("resume");
  power.onBattery = false;
  power.emit("on-ac");
  expect(told.slice(1)).toEqual([
    { idleSeconds: 0, onBattery: true },
    { idleSeconds: 0, onBattery: true, asleep: true },
    { idleSeconds: 0, onBattery: true, asleep: false },
    { idleSeconds: 0, onBattery: false },
  ]);
  close();
});

it("says nothing of idleness under Wayland, where Electron does not know it", () => {
  const { close } = relay({ WAYLAND_DISPLAY: "wayland-0" });
  expect(told).toEqual([{ onBattery: false }]);
  close();
});

it("leaves nothing behind when it is closed", async () => {
  const { power, close } = relay();
  close();
  power.emit("suspend");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveLength(1);
  expect(power.eventNames()).toEqual([]);
});
