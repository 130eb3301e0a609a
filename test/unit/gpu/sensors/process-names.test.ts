import { expect, test } from "vitest";
import { createProcessNames } from "../../../../native/gpu/sensors/process-names.ts";
import { tree, write } from "./tree.ts";

const stat = (pid: number, name: string, parent: number): string =>
  `${pid} (${name}) S ${parent} ${pid} 1 0 -1 4194560 0 0 0 0\n`;

test("a name is found in /proc, and whether the process descends from ours", async () => {
  const root = tree({
    "proc/1/stat": stat(1, "systemd", 0),
    "proc/100/stat": stat(100, "hearth", 1),
    "proc/200/stat": stat(200, "engine (v2) x", 150),
    "proc/150/stat": stat(150, "sh", 100),
    "proc/300/stat": stat(300, "steam", 1),
    "proc/400/stat": stat(400, "MainThread", 100),
    "proc/400/cmdline": "/opt/hearth/node\0engine.js\0any\0",
    "proc/500/stat": stat(500, "Game-Win64-Ship", 1),
    "proc/500/cmdline": "Z:\\games\\Game-Win64-Shipping.exe\0",
  });
  const who = createProcessNames({ root, ancestor: 100, now: () => 0 });
  expect(await who(200)).toEqual({ name: "engine (v2) x", ours: true });
  expect(await who(100)).toEqual({ name: "hearth", ours: true });
  expect(await who(300)).toEqual({ name: "steam", ours: false });
  expect(await who(400)).toEqual({ name: "node", ours: true });
  expect(await who(500)).toEqual({ name: "Game-Win64-Shipping.exe", ours: false });
  expect(await who(9)).toEqual({});
});

test("where the system has no such files the driver is asked for the program", async () => {
  const who = createProcessNames({
    root: tree({}),
    ancestor: 1,
    programOf: async (pid) => (pid === 7 ? "C:\\Games\\Game.exe" : undefined),
    now: () => 0,
  });
  expect(await who(7)).toEqual({ name: "Game.exe" });
  expect(await who(8)).toEqual({});
});

test("a name is remembered for half a minute and then looked up anew; a ring of parents ends", async () => {
  let now = 0;
  const root = tree({ "proc/5/stat": stat(5, "old", 6), "proc/6/stat": stat(6, "ring", 5) });
  const who = createProcessNames({ root, ancestor: 1, now: () => now });
  expect(await who(5)).toEqual({ name: "old", ours: false });
  write(root, "proc/5/stat", stat(5, "new", 1));
  now = 29_999;
  expect((await who(5)).name).toBe("old");
  now = 30_000;
  expect((await who(5)).name).toBe("new");
});
