import type { EngineEvent } from "../../engine/process/engine-event.ts";
import type { Timeline } from "../../timeline/timeline.ts";

const source = "engine";

/** Writes what became of models: loaded, what was given up for it, unloaded with what came back, and lost. */
export function engineLine(event: EngineEvent, timeline: Pick<Timeline, "write">): void {
  switch (event.kind) {
    case "loaded": {
      const { id, backend, bytes, millis } = event.loaded;
      const values = {
        id,
        backend,
        mebibytes: mebibytes(bytes),
        seconds: Math.round(millis / 100) / 10,
      };
      timeline.write({ level: "info", source, message: "engine.loaded", values });
      break;
    }
    case "conceded": {
      const { step, from, to, reason } = event.concession;
      const values = { id: event.file.id, from, to, reason };
      const message = `engine.conceded.${step}`;
      timeline.write({ level: "warning", source, message, values });
      break;
    }
    case "released": {
      const { id, ram, vram, millis } = event.released;
      const values = { id, mebibytes: mebibytes(ram + vram), millis: Math.round(millis) };
      timeline.write({ level: "info", source, message: "engine.unloaded", values });
      break;
    }
    case "avoided": {
      const message = `engine.${event.remembered ? "remembered" : "avoided"}.${event.without}`;
      timeline.write({ level: "warning", source, message });
      break;
    }
    case "damaged": {
      const { code, detail } = event.error;
      const values = { id: event.file.id, reason: String(detail.reason ?? "") };
      timeline.write({ level: "error", source, message: "engine.damaged", values, code });
      break;
    }
    case "lost": {
      const { code } = event.error;
      const values = { id: event.file.id, reason: event.error.message };
      timeline.write({ level: "error", source, message: "engine.lost", values, code });
      break;
    }
    default:
      event satisfies never;
  }
}

function mebibytes(bytes: number): number {
  return Math.max(0, Math.round(bytes / 2 ** 20));
}
