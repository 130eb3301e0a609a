import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadRecord } from "../../../../native/api/models.ts";
import {
  type KeptLoad,
  openMachineStore,
  type SeenSpeed,
  toLoadRecord,
} from "../../../../native/models/fit/learned/machine-store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-machine-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const place = { device: "RTX 3060", driver: "550.1", backend: "cuda" };
function load(time: number): KeptLoad {
  return {
    ...place,
    ...{ time, model: "qwen", sha256: "ab" },
    run: { contextSize: 4096, sequences: 4, cacheType: "q8_0" },
    predicted: { low: 5e9, high: 6.5e9 },
    actualBytes: 5.75e9,
  };
}
function speed(time: number, kind: SeenSpeed["kind"] = "decode"): SeenSpeed {
  return { ...place, sha256: "ab", kind, tokensPerSecond: time + 0.5, time };
}

test("loads and speeds outlive a restart, the newest first, and a load is what the contract shows", () => {
  const first = openMachineStore(folder);
  first.addLoad(load(1));
  first.addLoad(load(2));
  first.addSpeed(speed(1));
  first.addSpeed(speed(2, "prefill"));
  const several = { ...place, sha256: "ab", streams: 4, tokensPerSecond: 180.5, time: 3 };
  first.addStreams(several);
  first.addStreams({ ...several, streams: 8, time: 4 });
  first.close();
  const second = openMachineStore(folder);
  expect(second.loads()).toEqual([load(2), load(1)]);
  expect(second.speeds("ab", place)).toEqual([speed(2, "prefill"), speed(1)]);
  expect(second.streams("ab", place)).toEqual([{ ...several, streams: 8, time: 4 }, several]);
  expect(second.streams("ab", { ...place, backend: "vulkan" })).toEqual([]);
  expect(second.speeds("ab", { ...place, driver: "560" })).toEqual([]);
  expect(loadRecord.strict().parse(toLoadRecord(load(1)))).toMatchObject({ model: "qwen" });
  second.close();
});

test("only the newest loads and speeds are kept", () => {
  const store = openMachineStore(folder);
  for (let time = 0; time < 1010; time++) store.addLoad(load(time));
  for (let time = 0; time < 70; time++) {
    store.addStreams({ ...place, sha256: "ab", streams: 4, tokensPerSecond: 1, time });
    store.addSpeed(speed(time));
    store.addSpeed(speed(time, "prefill"));
  }
  expect(store.loads()).toHaveLength(1000);
  expect(store.loads()[0]?.time).toBe(1009);
  expect(store.speeds("ab", place)).toHaveLength(128);
  expect(store.streams("ab", place)).toHaveLength(64);
  store.close();
});

test("a damaged file is put aside and a new one begun", () => {
  writeFileSync(join(folder, "machine.sqlite"), "this is no database".repeat(1000));
  const store = openMachineStore(folder);
  expect(store.loads()).toEqual([]);
  store.addLoad(load(1));
  expect(store.loads()).toHaveLength(1);
  store.close();
  expect(readdirSync(folder).some((file) => file.includes(".damaged-"))).toBe(true);
});

// defect: measures that the system would not give, or that a newer program wrote, kept the whole node from starting
test.each<[string, string, (file: string) => void]>([
  ["cannot be read", "DATA_FOLDER_UNWRITABLE", (file) => mkdirSync(file)],
  [
    "a newer program wrote",
    "LEDGER_TOO_NEW",
    (file) => {
      const database = new DatabaseSync(file);
      database.exec("PRAGMA user_version = 99");
      database.close();
    },
  ],
])(
  "a file that %s is left as it is, and what is measured lives until the end",
  (_what, code, make) => {
    make(join(folder, "machine.sqlite"));
    const before = readdirSync(folder);
    const told: string[] = [];
    const store = openMachineStore(folder, (error) => told.push(error.code));
    expect(told).toEqual([code]);
    store.addLoad(load(1));
    store.keepHead("https://models.example/a.gguf", { a: 1 });
    expect(store.loads()).toEqual([load(1)]);
    store.close();
    expect(readdirSync(folder).filter((file) => !/-(wal|shm)$/.test(file))).toEqual(before);
  },
);
