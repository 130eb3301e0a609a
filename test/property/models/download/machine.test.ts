import fc from "fast-check";
import { expect, it } from "vitest";
import { download } from "../../../../native/api/downloads.ts";
import { type ErrorCode, HearthError } from "../../../../native/api/errors.ts";
import {
  bytesToCome,
  type DownloadEvent,
  isActive,
  isOver,
  nextRecord,
  whoseTurn,
} from "../../../../native/models/download/queue/download-machine.ts";
import {
  type DownloadRecord,
  downloadRecord,
  toDownload,
} from "../../../../native/models/download/queue/download-record.ts";

const first: DownloadRecord = {
  ...{ id: "1", fileId: "m/f", name: "Model", file: "model.gguf", url: "https://h.example/f" },
  ...{ state: "waiting", doneBytes: 0, repaired: 0, startedAt: 1, anew: false },
  ...{ sizeBytes: 100, expected: false },
};
const codes: readonly ErrorCode[] = ["DOWNLOAD_FAILED", "DOWNLOAD_CHANGED", "DISK_FULL"];
const event: fc.Arbitrary<DownloadEvent> = fc.oneof(
  fc.constantFrom<DownloadEvent>(
    { kind: "begun" },
    { kind: "paused" },
    { kind: "resumed" },
    { kind: "restarted" },
  ),
  fc.record({
    kind: fc.constant("progress" as const),
    phase: fc.constantFrom("running" as const, "checking" as const, "joining" as const),
    doneBytes: fc.nat(100),
    expected: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("repaired" as const), chunks: fc.nat(3) }),
  fc.record({
    kind: fc.constant("fetched" as const),
    sha256: fc.constant("a".repeat(64)),
    totalBytes: fc.constant(100),
  }),
  fc.record({ kind: fc.constant("named" as const), file: fc.constant("x.gguf"), at: fc.nat() }),
  fc.constantFrom(...codes).map((code): DownloadEvent => {
    return { kind: "failed", error: new HearthError(code, { file: "f" }), at: 5 };
  }),
);

it("whatever happens, a record is one that can be kept and shown, and it fits its state", () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const record = events.reduce(nextRecord, first);
      expect(downloadRecord.safeParse(JSON.parse(JSON.stringify(record))).success).toBe(true);
      expect(download.safeParse(toDownload(record)).success).toBe(true);
      if (record.state === "failed") expect(record.error).toBeDefined();
      if (record.state === "done") expect(record.endedAt).toBeDefined();
      if (isActive(record) || record.state === "waiting") expect(record.error).toBeUndefined();
    }),
  );
});

it("what is done stays done, and what failed is left by resuming alone", () => {
  fc.assert(
    fc.property(fc.array(event), event, (events, next) => {
      const before = events.reduce(nextRecord, first);
      if (!isOver(before)) return;
      const after = nextRecord(before, next);
      const mayLeave = before.state === "failed" && next.kind === "resumed";
      expect(after.state).toBe(mayLeave ? "waiting" : before.state);
    }),
  );
});

it("a full disk pauses and loses nothing; a changed file begins anew when it is resumed", () => {
  const running: DownloadRecord = { ...first, state: "running", doneBytes: 70 };
  const full = nextRecord(running, { kind: "failed", error: new HearthError("DISK_FULL"), at: 1 });
  expect(full).toMatchObject({ state: "paused", doneBytes: 70, error: { code: "DISK_FULL" } });
  expect(nextRecord(full, { kind: "resumed" })).toMatchObject({ state: "waiting", anew: false });
  const changed = nextRecord(running, {
    ...{ kind: "failed", error: new HearthError("DOWNLOAD_CHANGED", { file: "f" }), at: 1 },
  });
  expect(nextRecord(changed, { kind: "resumed" })).toMatchObject({
    ...{ state: "waiting", anew: true, doneBytes: 0 },
  });
});

it("what begins anew does so once: a restart in the midst of it goes on", () => {
  const again: DownloadRecord = { ...first, state: "checking", anew: true };
  const under = nextRecord(again, {
    ...{ kind: "progress", phase: "running", doneBytes: 10, expected: false },
  });
  expect(nextRecord(under, { kind: "restarted" })).toMatchObject({ state: "waiting", anew: false });
  expect(nextRecord(again, { kind: "restarted" })).toMatchObject({ anew: true });
});

it("never more run than may, the longest waiting go first, and no place is left empty", () => {
  const states = fc.array(
    fc.constantFrom<DownloadRecord["state"]>(
      ...(["waiting", "checking", "running", "paused", "finishing", "done", "failed"] as const),
    ),
  );
  fc.assert(
    fc.property(states, fc.integer({ min: 1, max: 8 }), (list, atOnce) => {
      const records = list.map((state, index) => ({ ...first, id: String(index), state }));
      const turn = whoseTurn(records, atOnce);
      const active = records.filter(isActive).length;
      const waiting = records.filter(({ state }) => state === "waiting").map(({ id }) => id);
      expect(turn).toEqual(waiting.slice(0, Math.max(0, atOnce - active)));
    }),
  );
});

it("bytes to come are those of downloads that are not over", () => {
  const records: DownloadRecord[] = [
    { ...first, state: "running", totalBytes: 120, doneBytes: 20 },
    { ...first, state: "waiting" },
    { ...first, state: "done", doneBytes: 0 },
  ];
  expect(bytesToCome(records)).toBe(200);
});
