import { describe, expect, it } from "vitest";
import { judgeClock } from "../../../native/doctor/computer/clock.ts";
import { judgeJumps, watchClockJumps } from "../../../native/doctor/computer/clock-jumps.ts";
import { judgeDataFolder } from "../../../native/doctor/computer/data-folder.ts";
import { DATA_LIMITS, judgeDisk, MODEL_LIMITS } from "../../../native/doctor/computer/disk.ts";
import { judgeLedger } from "../../../native/doctor/computer/ledger.ts";
import { judgeMemory } from "../../../native/doctor/computer/memory.ts";
import { judgeRuntime } from "../../../native/doctor/computer/runtime.ts";
import { judgeSwap, parseSwap } from "../../../native/doctor/computer/swap.ts";
import { expectSaid } from "./said.ts";

const GIB = 2 ** 30;

describe("the computer", () => {
  it("judges Node's version", () => {
    const at = (version: string) =>
      judgeRuntime({ version, platform: "linux", architecture: "x64", shell: "headless" });
    expectSaid("runtime", at("v24.3.0"), "good");
    expectSaid("runtime", at("v26.0.0"), "good");
    expectSaid("runtime", at("v22.5.0"), "warning", "untested");
    expectSaid("runtime", at("v20.1.0"), "bad", "tooOld");
    expectSaid("runtime", at("nonsense"), "bad", "tooOld");
  });

  it("judges memory", () => {
    const at = (availableBytes: number) => judgeMemory({ totalBytes: 16 * GIB, availableBytes });
    expectSaid("memory", at(8 * GIB), "good");
    expectSaid("memory", at(GIB / 2), "warning", "little");
    expectSaid("memory", at(GIB / 10), "bad", "tooLittle");
    const limited = judgeMemory({ totalBytes: 16 * GIB, availableBytes: GIB, limitBytes: 2 * GIB });
    expect(limited.evidence.limit).toBe("2.0 GiB");
  });

  it("judges how memory is lent", () => {
    const meminfo = "MemTotal: 8 kB\nSwapTotal:       2097148 kB\nSwapFree:        2097148 kB\n";
    const facts = parseSwap(meminfo, "0\n");
    expect(facts).toEqual({ totalBytes: 2147479552, freeBytes: 2147479552, overcommit: 0 });
    expectSaid("swap", judgeSwap(facts), "good");
    expectSaid("swap", judgeSwap(parseSwap(meminfo, "2")), "warning", "strict");
    const full = { totalBytes: GIB, freeBytes: GIB / 20, overcommit: 1 };
    expectSaid("swap", judgeSwap(full), "warning", "full");
    expectSaid("swap", judgeSwap({ totalBytes: 0, freeBytes: 0, overcommit: 1 }), "good");
    expect(parseSwap("", "0")).toBeUndefined();
    expect(parseSwap(meminfo, "")).toBeUndefined();
    expectSaid("swap", judgeSwap(undefined), "skipped", "notHere");
  });

  it("judges disks, and offers to remove only what there is to remove", () => {
    const at = (freeBytes: number, leftoverBytes = 0) => ({
      folder: "/data",
      freeBytes,
      totalBytes: 100 * GIB,
      leftoverBytes,
    });
    for (const [id, limits] of [
      ["dataDisk", DATA_LIMITS],
      ["modelDisk", MODEL_LIMITS],
    ] as const) {
      const judge = judgeDisk(limits);
      expectSaid(id, judge(at(50 * GIB)), "good");
      expectSaid(id, judge(at(limits.little - 1)), "warning", "little");
      expectSaid(id, judge(at(limits.tooLittle - 1)), "bad", "tooLittle");
      expect(judge(at(0)).fix).toEqual({ key: "freeSpace", byNode: false });
      expectSaid(id, judge(at(0, GIB)), "bad", "tooLittle");
      expect(judge(at(0, GIB)).fix).toEqual({ key: "removeLeftovers", byNode: true });
    }
  });

  it("judges the data folder", () => {
    const folder = "/data";
    expectSaid("dataFolder", judgeDataFolder({ folder, mode: 0o700 }), "good");
    expectSaid("dataFolder", judgeDataFolder({ folder }), "good");
    expectSaid("dataFolder", judgeDataFolder({ folder, mode: 0o755 }), "warning", "readable");
    const closed = judgeDataFolder({ folder, mode: 0o500, writeError: "EACCES" });
    expectSaid("dataFolder", closed, "bad", "unwritable");
    expectSaid("dataFolder", judgeDataFolder({ folder, writeError: "ENOSPC" }), "bad", "full");
  });

  it("judges the ledger by SQLite's word", () => {
    expectSaid("ledger", judgeLedger({ verdict: "ok", bytes: 4096 }), "good");
    const verdict = "*** in database main ***\nPage 3: never used";
    expectSaid("ledger", judgeLedger({ verdict, bytes: 4096 }), "bad", "damaged");
  });

  it("judges the clock by the least lateness of blocks", () => {
    const at = (offsets: readonly number[]) => judgeClock({ offsets, ownChain: false });
    expectSaid("clock", at([900, 1_200, 40_000]), "good");
    expectSaid("clock", at([-500, 300]), "good");
    expectSaid("clock", at([-3_000, -2_500]), "bad", "behind");
    expectSaid("clock", at([41_000, 40_500]), "bad", "ahead");
    expectSaid("clock", at([40_000]), "unknown", "noBlocks");
    expectSaid("clock", judgeClock({ offsets: [], ownChain: true }), "skipped", "ownChain");
  });

  it("sees the clock jump, and forgives it after an hour", () => {
    const clock = { wall: 1_000_000, even: 0 };
    const watch = watchClockJumps(
      () => clock.wall,
      () => clock.even,
    );
    const pass = (wall: number, even: number): void => {
      clock.wall += wall;
      clock.even += even;
      watch.look();
    };
    const judged = (after = 0) => judgeJumps({ now: clock.wall + after, jumps: watch.jumps() });
    pass(10_000, 10_000);
    pass(10_400, 10_000);
    expectSaid("clockJumps", judged(), "good");
    pass(70_000, 10_000);
    expect(watch.jumps()).toEqual([{ at: clock.wall, millis: 60_000 }]);
    expectSaid("clockJumps", judged(), "warning", "forward");
    pass(-20_000, 10_000);
    expectSaid("clockJumps", judged(), "warning", "back");
    expect(judged().evidence.off).toBe("30 s");
    expectSaid("clockJumps", judged(3_700_000), "good");
    watch.close();
  });
});
