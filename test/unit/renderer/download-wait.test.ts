import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import type { Download } from "../../../native/api/downloads.ts";
import { startLocale } from "../../../renderer/app/locale.ts";
import {
  canTryNow,
  downloadTone,
  isFlowing,
  progressOf,
} from "../../../renderer/features/models/downloads/download-state.ts";
import { waitSentence } from "../../../renderer/features/models/downloads/wait-sentence.ts";
import { formatClock } from "../../../renderer/ui/format/time.ts";

beforeAll(() => startLocale());

const running: Download = {
  ...{ id: "1", fileId: "f", name: "Model", file: "model.gguf", url: "https://models.example/f" },
  ...{ state: "running", doneBytes: 5, bytesPerSecond: 0, connections: 0, repaired: 0 },
  ...{ expected: true, startedAt: 1 },
};
const at = Date.parse("2026-11-22T12:30:00");
const failure = { host: "mirror.example", reason: "the server answered 429", at, times: 2 };

/** The sentence as it stands on the page. */
function said(download: Download): string | undefined {
  const sentence = waitSentence(download);
  return sentence && i18next.t(`downloads.wait.${sentence.key}`, sentence.values);
}

test("each wait is a sentence that names for what", () => {
  const busy = { ...failure, code: "busy" } as const;
  expect(said({ ...running, waitingFor: "rate-limit", retryAt: at, lastFailure: busy })).toBe(
    `Waiting for mirror.example: it asked for a pause until ${formatClock(at)}.`,
  );
  const broken = { ...failure, code: "server", reason: "the server answered 500" } as const;
  expect(said({ ...running, waitingFor: "retry", retryAt: at, lastFailure: broken })).toBe(
    "Waiting for mirror.example: the server answered 500.",
  );
  const away = { ...failure, code: "network", reason: "The network is down" } as const;
  expect(said({ ...running, waitingFor: "network", retryAt: at, lastFailure: away })).toBe(
    "Waiting for the network: The network is down.",
  );
  expect(said({ ...running, waitingFor: "limit", retryAt: at })).toBe(
    `Waiting for your speed limit until ${formatClock(at)}.`,
  );
  expect(said({ ...running, state: "waiting", ahead: 3 })).toBe("3 downloads come first.");
});

test("the disk says what it needs where that is known", () => {
  const full = { ...running, state: "paused", waitingFor: "disk", retryAt: at } as const;
  const detail = { folder: "/m", needed: 3 * 2 ** 30, available: 2 ** 30 };
  expect(said({ ...full, error: { code: "DISK_FULL", detail } })).toBe(
    "Waiting for room on the disk: 3.0 GiB must be free and 1.0 GiB are.",
  );
  expect(said({ ...full, error: { code: "DISK_FULL", detail: { folder: "/m" } } })).toBe(
    "Waiting for room on the disk.",
  );
});

test("what gets something, waits for a person or is next says nothing", () => {
  expect(said(running)).toBeUndefined();
  expect(said({ ...running, state: "paused" })).toBeUndefined();
  expect(said({ ...running, state: "waiting", ahead: 0 })).toBeUndefined();
});

test("a limit is no trouble, and only a server can be asked at once", () => {
  const held: Download = { ...running, waitingFor: "limit", retryAt: at };
  expect(downloadTone(held)).toBe("busy");
  expect(isFlowing(held)).toBe(true);
  expect(canTryNow(held)).toBe(false);
  expect(canTryNow({ ...running, state: "paused", waitingFor: "disk", retryAt: at })).toBe(false);
  expect(canTryNow({ ...running, waitingFor: "rate-limit", retryAt: at })).toBe(true);
});

test("the bar shows what came, then what is joined of it, and nothing while no size is known", () => {
  expect(progressOf(running)).toEqual({ bytes: 5, share: undefined });
  expect(progressOf({ ...running, totalBytes: 10 })).toEqual({ bytes: 5, share: 0.5 });
  const joining: Download = { ...running, state: "joining", totalBytes: 10, doneBytes: 10 };
  expect(progressOf({ ...joining, joinedBytes: 2 })).toEqual({ bytes: 2, share: 0.2 });
});
