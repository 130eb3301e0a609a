import type { Download, DownloadSettings } from "../../../../native/api/downloads.ts";
import { HearthError } from "../../../../native/api/errors.ts";
import { sampleHash } from "../samples.ts";
import type { Scenario, World } from "../world.ts";
import { localModel } from "./catalogue-view.ts";
import { findFile } from "./models-desk.ts";
import { modelShapes } from "./shapes.ts";

/** What the fake knows of downloads. */
export interface DownloadsState {
  list: Download[];
  settings: DownloadSettings;
}

/** The downloads that a fake begins with: none when fresh, else one of each state. */
export function createDownloadsState(scenario: Scenario): DownloadsState {
  const settings: DownloadSettings = {
    connections: 6,
    atOnce: 2,
    mirrors: [{ host: "models.example", mirrors: ["https://mirror.example/models"] }],
  };
  return { list: scenario === "fresh" ? [] : sampleDownloads(), settings };
}

function sampleDownloads(): Download[] {
  const started = Date.now() - 74_000;
  const base = (fileId: string, name: string, totalBytes: number): Download => ({
    id: `download-${fileId}`,
    fileId,
    name,
    file: `${fileId}.gguf`,
    url: `https://models.example/${fileId}.gguf`,
    state: "running",
    totalBytes,
    doneBytes: 0,
    bytesPerSecond: 0,
    connections: 0,
    repaired: 0,
    expected: true,
    startedAt: started,
  });
  return [
    {
      ...base("qwen3-8b-q4_k_m", "Qwen3 8B Q4_K_M", 5_027_783_488),
      doneBytes: 3_066_947_927,
      bytesPerSecond: 41_400_000,
      secondsLeft: 47,
      connections: 6,
      repaired: 2,
    },
    {
      ...base("qwen3-30b-a3b-q4_k_m", "Qwen3 30B A3B Q4_K_M", 18_556_686_912),
      state: "waiting",
    },
    {
      ...base("llama-3.1-8b-q8_0", "Llama 3.1 8B Instruct Q8_0", 8_540_775_840),
      state: "paused",
      doneBytes: 1_204_000_000,
      expected: false,
    },
    {
      ...base("mistral-small-24b-q4_k_m", "Mistral Small 24B Instruct Q4_K_M", 14_333_908_672),
      state: "failed",
      doneBytes: 902_000_000,
      repaired: 7,
      endedAt: started + 31_000,
      error: {
        code: "DOWNLOAD_FAILED",
        detail: {
          file: "mistral-small-24b-q4_k_m.gguf",
          reason: "models.example answered 503 five times.",
        },
      },
    },
    {
      ...base("qwen3-4b-q4_k_m", "Qwen3 4B Instruct Q4_K_M", 2_497_280_256),
      state: "done",
      doneBytes: 2_497_280_256,
      sha256: sampleHash("qwen3-4b-q4_k_m").slice(2),
      endedAt: started + 60_000,
    },
  ];
}

/** One step of every running download; a finished one becomes a model. */
export function advanceDownloads(world: World, millis: number): void {
  const { settings } = world.downloads;
  const full = settings.bytesPerSecond ?? 41_400_000;
  let moved = false;
  world.downloads.list = world.downloads.list.map((one) => {
    if (one.state !== "running" || one.totalBytes === undefined) return one;
    moved = true;
    const wave = 0.92 + 0.08 * Math.sin(Date.now() / 3000);
    const bytesPerSecond = Math.round(full * wave);
    const doneBytes = Math.min(
      one.totalBytes,
      one.doneBytes + Math.round((bytesPerSecond * millis) / 1000),
    );
    if (doneBytes === one.totalBytes) return finish(world, one);
    return {
      ...one,
      doneBytes,
      bytesPerSecond,
      connections: settings.connections,
      secondsLeft: (one.totalBytes - doneBytes) / bytesPerSecond,
    };
  });
  const running = world.downloads.list.filter((one) => one.state === "running").length;
  const waiting = world.downloads.list.find((one) => one.state === "waiting");
  if (waiting && running < 1) {
    change(world, waiting.id, { state: "running" });
    return;
  }
  if (moved) world.channels.downloads.publish(world.downloads.list);
}

function finish(world: World, one: Download): Download {
  const shape = modelShapes.find((model) => one.fileId.startsWith(model.id));
  const quantisation = shape?.files.find(
    ([name]) => one.fileId === `${shape.id}-${name.toLowerCase()}`,
  )?.[0];
  if (shape && quantisation && !world.models.here.some((model) => model.id === one.fileId)) {
    world.models.here.push(localModel(shape, quantisation));
  }
  const { secondsLeft: _left, ...rest } = one;
  return {
    ...rest,
    state: "done",
    doneBytes: one.totalBytes ?? one.doneBytes,
    bytesPerSecond: 0,
    connections: 0,
    endedAt: Date.now(),
    sha256: sampleHash(one.fileId).slice(2),
  };
}

/** Queues a file of the catalogue; one that is already on its way stays as it is. */
export function startDownload(world: World, fileId: string): Download {
  const before = world.downloads.list.find((one) => one.fileId === fileId);
  if (before !== undefined && before.state !== "done" && before.state !== "failed") return before;
  const { entry } = findFile(world, fileId);
  const file = entry?.files.find((one) => one.id === fileId);
  if (entry === undefined || file === undefined) {
    throw new HearthError("MODEL_NOT_FOUND", { id: fileId });
  }
  const next: Download = {
    id: `download-${fileId}`,
    fileId,
    name: `${entry.name} ${file.quantisation}`,
    file: file.file,
    url: file.url,
    state: "running",
    totalBytes: file.sizeBytes,
    doneBytes: 0,
    bytesPerSecond: 0,
    connections: 1,
    repaired: 0,
    expected: file.sha256 !== undefined,
    startedAt: Date.now(),
  };
  world.downloads.list = [next, ...world.downloads.list.filter((one) => one !== before)];
  world.channels.downloads.publish(world.downloads.list);
  return next;
}

/** Pauses, resumes or otherwise changes one download. */
export function change(world: World, id: string, next: Partial<Download>): Download {
  const before = world.downloads.list.find((one) => one.id === id);
  if (before === undefined) throw new HearthError("NOT_FOUND", { what: "The download" });
  const { error: _error, secondsLeft: _left, endedAt: _ended, ...rest } = before;
  const after: Download = { ...rest, bytesPerSecond: 0, connections: 0, ...next };
  world.downloads.list = world.downloads.list.map((one) => (one.id === id ? after : one));
  world.channels.downloads.publish(world.downloads.list);
  return after;
}

/** Ends a download and forgets what it fetched. */
export function cancelDownload(world: World, id: string): Download[] {
  world.downloads.list = world.downloads.list.filter((one) => one.id !== id);
  world.channels.downloads.publish(world.downloads.list);
  return world.downloads.list;
}
