import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { fullScreenWindows } from "../../../native/governor/senses/full-screen-windows.ts";
import { fullScreenX11 } from "../../../native/governor/senses/full-screen-x11.ts";
import { linuxPresence } from "../../../native/governor/senses/presence/linux.ts";
import { parseSessions } from "../../../native/governor/senses/presence/sessions.ts";
import { lastTerminalUse } from "../../../native/governor/senses/presence/terminals.ts";
import type { RunProgram } from "../../../native/governor/senses/programs.ts";
import { rarely } from "../../../native/governor/senses/rarely.ts";
import { noSense, type Sense } from "../../../native/governor/senses/sense.ts";
import { createSenses } from "../../../native/governor/senses/senses.ts";
import { systemSenses } from "../../../native/governor/senses/system-senses.ts";

const all = { presence: true, fullScreen: true, battery: true };
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("what is asked rarely", () => {
  it("gives the last answer at once, asks no more often than told and never twice at once", async () => {
    let now = 0;
    const open: ((value: number) => void)[] = [];
    const read = rarely(
      () => new Promise<number>((resolve) => open.push(resolve)),
      1_000,
      () => now,
    );
    expect(read()).toBeUndefined();
    now = 5_000;
    expect(read()).toBeUndefined();
    expect(open).toHaveLength(1);
    open[0]?.(7);
    await settle();
    expect(read()).toBe(7);
    expect(open).toHaveLength(2);
    now = 7_999;
    expect(read()).toBe(7);
    now = 8_000;
    expect(read()).toBeUndefined();
  });

  it("forgets an answer that does not come again", async () => {
    let now = 0;
    const ask = vi
      .fn<() => Promise<number>>()
      .mockResolvedValueOnce(1)
      .mockRejectedValue(new Error());
    const read = rarely(ask, 1_000, () => now);
    read();
    await settle();
    expect(read()).toBe(1);
    for (now = 1_000; now < 3_000; now += 1_000) {
      expect(read()).toBe(1);
      await settle();
    }
    expect(read()).toBeUndefined();
  });

  // defect: nothing was asked for as long as the clock had been set back, and the last answer was believed
  it("asks again where the clock was set back, and does not believe what it heard before", async () => {
    let now = 10_000_000;
    const ask = vi.fn<() => Promise<number>>().mockResolvedValueOnce(1).mockResolvedValue(2);
    const read = rarely(ask, 1_000, () => now);
    read();
    await settle();
    expect(read()).toBe(1);
    now -= 7_200_000;
    expect(read()).toBeUndefined();
    await settle();
    expect(read()).toBe(2);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

describe("the senses together", () => {
  const sense = <T>(value: T): Sense<T> => ({
    available: async () => true,
    read: async () => value,
    everyMillis: 1_000,
  });
  const nothing = { battery: noSense, presence: noSense, fullScreen: noSense };

  it("believe the shell for half a minute, and let idleness grow meanwhile", async () => {
    let now = 1_000_000;
    const senses = createSenses(nothing, () => now);
    expect(senses.read(all)).toEqual({});
    expect(senses.available()).toEqual({ presence: false, fullScreen: false, battery: false });
    senses.hear({ idleSeconds: 40, onBattery: true, asleep: false });
    now += 10_000;
    expect(senses.read(all)).toEqual({ idleSeconds: 50, onBattery: true, asleep: false });
    expect(senses.available()).toEqual({ presence: true, fullScreen: false, battery: true });
    now += 20_000;
    expect(senses.read(all)).toEqual({});
    expect(senses.available()).toMatchObject({ presence: false, battery: false });
  });

  it("look for themselves where the shell says nothing, and only for rules that are on", async () => {
    const now = 1_000_000;
    const battery = { ...sense(true), read: vi.fn(async () => true) };
    const presence = sense(now - 5_000);
    const senses = createSenses({ battery, presence, fullScreen: sense(true) }, () => now);
    const none = { presence: false, fullScreen: false, battery: false };
    for (let turn = 0; turn < 4; turn += 1) {
      expect(senses.read(none)).toEqual({});
      senses.available();
      await settle();
    }
    expect(battery.read).not.toHaveBeenCalled();
    for (let turn = 0; turn < 3; turn += 1) {
      senses.read(all);
      await settle();
    }
    expect(senses.read(all)).toEqual({ idleSeconds: 5, fullScreen: true, onBattery: true });
    senses.hear({ onBattery: false });
    expect(senses.read(all)).toMatchObject({ onBattery: false });
  });

  it("exist on every system", () => {
    const sources = systemSenses(Date.now);
    expect(Object.keys(sources).sort()).toEqual(["battery", "fullScreen", "presence"]);
  });
});

const sessions = `Type=wayland
Remote=no
State=active
IdleHint=yes
IdleSinceHint=1750000000000000

Type=tty
Remote=yes
State=active
IdleHint=no
IdleSinceHint=0
`;

describe("a person at a Linux computer", () => {
  const now = () => 1_760_000_000_000;
  const systemd: RunProgram = async (_name, parameters) =>
    parameters[0] === "list-sessions" ? " 2 1000 ann seat0\n c1 1000 ann -\n" : sessions;
  const noDesktop: RunProgram = async (_name, parameters) =>
    parameters[0] === "list-sessions" ? "" : Promise.reject(new Error("asked for nothing"));
  const presence = (change: Partial<Parameters<typeof linuxPresence>[0]>) =>
    linuxPresence({
      run: systemd,
      installed: async () => true,
      environment: {},
      now,
      terminals: async () => 1_740_000_000_000,
      ...change,
    });

  it("reads what systemd prints", () => {
    expect(parseSessions(sessions)).toEqual([
      { desktop: true, idle: true, idleSince: 1_750_000_000_000 },
      { desktop: false, idle: false, idleSince: 0 },
    ]);
    expect(parseSessions("")).toEqual([]);
    expect(parseSessions("nonsense\n\nIdleSinceHint=x")).toEqual([
      { desktop: false, idle: false, idleSince: 0 },
    ]);
  });

  it("was last there at the latest of the desktop's word and the terminals' keys", async () => {
    expect(await presence({}).read()).toBe(1_750_000_000_000);
    const typing = presence({ terminals: async () => 1_755_000_000_000 });
    expect(await typing.read()).toBe(1_755_000_000_000);
    const busy = sessions.replace("IdleHint=yes", "IdleHint=no");
    const run: RunProgram = async (name, words) =>
      (await systemd(name, words)) === sessions ? busy : systemd(name, words);
    expect(await presence({ run }).read()).toBe(now());
  });

  it("is not there on a rig without a desktop where nobody types", async () => {
    expect(await presence({ run: noDesktop, terminals: async () => undefined }).read()).toBe(0);
  });

  it("cannot be told on a desktop without systemd, and can without either", async () => {
    const missing = { installed: async () => false };
    const desktop = presence({ ...missing, environment: { DISPLAY: ":0" } });
    expect(await desktop.available()).toBe(false);
    expect(await desktop.read()).toBeUndefined();
    expect(await presence(missing).read()).toBe(1_740_000_000_000);
    const broken = { run: () => Promise.reject(new Error("no bus")) };
    expect(await presence(broken).read()).toBe(1_740_000_000_000);
    const blind = presence({ ...broken, environment: { WAYLAND_DISPLAY: "wayland-0" } });
    await expect(blind.read()).rejects.toThrow("no bus");
  });

  it("leaves a mark in the terminals' read times", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hearth-terminals-"));
    expect(await lastTerminalUse(folder)).toBeUndefined();
    mkdirSync(join(folder, "pts"));
    for (const [name, seconds] of [
      ["tty1", 1_000],
      ["pts/0", 3_000],
      ["pts/12", 2_000],
      ["pts/ptmx", 9_000],
      ["ttyS0", 9_000],
      ["tty", 9_000],
    ] as const) {
      writeFileSync(join(folder, name), "");
      utimesSync(join(folder, name), seconds, 1);
    }
    expect(await lastTerminalUse(folder)).toBe(3_000_000);
    rmSync(folder, { recursive: true });
  });
});

describe("another program's full screen", () => {
  const x11 = (
    window: string,
    properties: string,
    environment: NodeJS.ProcessEnv = { DISPLAY: ":0" },
  ) =>
    fullScreenX11({
      run: async (_name, parameters) =>
        parameters[0] === "-root"
          ? `_NET_ACTIVE_WINDOW(WINDOW): window id # ${window}\n`
          : properties,
      installed: async () => true,
      environment,
      own: [77],
    });
  const full = "_NET_WM_STATE(ATOM) = _NET_WM_STATE_FOCUSED, _NET_WM_STATE_FULLSCREEN\n";

  it("is what the window manager of X11 says of the window in front", async () => {
    expect(await x11("0x3a00007", `${full}_NET_WM_PID(CARDINAL) = 4711\n`).read()).toBe(true);
    expect(await x11("0x3a00007", "_NET_WM_STATE(ATOM) = \n").read()).toBe(false);
    expect(await x11("0x0", "").read()).toBe(false);
    expect(await x11("", "").read()).toBeUndefined();
  });

  it("is not our own window's", async () => {
    expect(await x11("0x3a00007", `${full}_NET_WM_PID(CARDINAL) = 77\n`).read()).toBe(false);
  });

  it("cannot be told under Wayland or without a display", async () => {
    expect(await x11("0x1", full).available()).toBe(true);
    const wayland = { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" };
    expect(await x11("0x1", full, wayland).available()).toBe(false);
    expect(await x11("0x1", full, {}).available()).toBe(false);
  });

  it("is when Windows holds notifications back for it", async () => {
    const windows = (state: number, result = 0) =>
      fullScreenWindows(async () => (out) => {
        out[0] = state;
        return result;
      });
    for (const [state, is] of [
      [1, false],
      [2, true],
      [3, true],
      [4, true],
      [5, false],
      [6, false],
      [7, false],
    ] as const)
      expect(await windows(state).read()).toBe(is);
    expect(await windows(3, -2147467259).read()).toBeUndefined();
    expect(await windows(3, -2147467259).available()).toBe(false);
    const none = fullScreenWindows(() => Promise.reject(new Error("no shell32")));
    expect(await none.available()).toBe(false);
  });
});
