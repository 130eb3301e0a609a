import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import { driverStamp } from "../../../native/engine/process/driver-stamp.ts";
import type { EngineEvent } from "../../../native/engine/process/engine-event.ts";
import { engineMemory } from "../../../native/host/engine/engine-memory.ts";
import { engineLine } from "../../../native/host/engine/engine-timeline.ts";
import { createNotes } from "../../../native/store/notes.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import page from "../../../resources/locales/en/page.json" with { type: "json" };

const DAY = 24 * 3_600_000;

function notes() {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT");
  return createNotes(database);
}

test("the layer that works is remembered with its driver, for a week from when it was found out", () => {
  const kept = notes();
  let now = 0;
  const memory = (stamp: string) => engineMemory(kept, stamp, () => now);
  expect(memory("driver 1").known()).toBeUndefined();
  memory("driver 1").worked("without-cuda");
  expect(memory("driver 1").known()).toBe("without-cuda");
  expect(memory("driver 2").known()).toBeUndefined();
  now = 6 * DAY;
  // Each start says it again; that is no news.
  memory("driver 1").worked("without-cuda");
  expect(memory("driver 1").known()).toBe("without-cuda");
  now = 7 * DAY;
  expect(memory("driver 1").known()).toBeUndefined();
  memory("driver 1").worked("cpu");
  memory("driver 1").forget();
  expect(memory("driver 1").known()).toBeUndefined();
});

test("a driver's stamp follows what its library is linked to, and when that was made", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-driver-"));
  const library = join(folder, "libcuda.so.1");
  writeFileSync(join(folder, "libcuda.so.550"), "550");
  symlinkSync("libcuda.so.550", library);
  const files = [library, join(folder, "none.so")];
  const first = await driverStamp(files);
  expect(first).toContain("libcuda.so.550");
  expect(await driverStamp(files)).toBe(first);
  utimesSync(join(folder, "libcuda.so.550"), new Date(1000), new Date(1000));
  expect(await driverStamp(files)).not.toBe(first);
  expect(await driverStamp([join(folder, "none.so")])).toBe("");
  rmSync(folder, { recursive: true });
});

test("everything that becomes of models has a line, and every line its words", () => {
  const file = { id: "model", path: "/models/model.gguf", sha256: "ab".repeat(32) };
  const error = new HearthError("MODEL_DAMAGED", { file: "model.gguf", reason: "bits" });
  const conceded = (["backend", "context", "quantisation"] as const).map(
    (step): EngineEvent => ({
      ...{ kind: "conceded", file },
      concession: { step, from: "one", to: "two", reason: "memory" },
    }),
  );
  const events: readonly EngineEvent[] = [
    ...conceded,
    { kind: "released", released: { id: "model", ram: -5, vram: 3 * 2 ** 20, millis: 1.4 } },
    { kind: "lost", id: file.id, file, error },
    ...(["cuda", "gpu"] as const).flatMap((without): readonly EngineEvent[] => [
      { kind: "avoided", without, remembered: false },
      { kind: "avoided", without, remembered: true },
    ]),
    { kind: "damaged", file, error },
  ];
  const lines: TimelineLine[] = [];
  for (const event of events) engineLine(event, { write: (line) => lines.push(line) });
  expect(lines).toHaveLength(events.length);
  for (const { message, values } of lines) {
    const text = message
      .split(".")
      .reduce<unknown>(
        (part, key) => (part as Record<string, unknown>)[key],
        page.timeline.messages,
      );
    expect(typeof text, message).toBe("string");
    for (const [, name = ""] of String(text).matchAll(/\{\{(\w+)/g)) {
      expect(Object.keys(values ?? {}), message).toContain(name);
    }
  }
  expect(lines[3]?.values).toEqual({ id: "model", mebibytes: 3, millis: 1 });
});
