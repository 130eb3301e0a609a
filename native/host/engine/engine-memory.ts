import * as z from "zod";
import { gpuChoices } from "../../engine/llama/runtime/llama-runtime.ts";
import type { BackendMemory } from "../../engine/process/backend-choice.ts";
import type { Notes } from "../../store/notes.ts";

const NOTE = "engineBackend";
/** After this long the first layer is tried again, whatever the driver: what failed may have been chance. */
const FORGET_AFTER = 7 * 24 * 3_600_000;

const remembered = z.object({
  choice: z.enum(gpuChoices),
  /** The drivers that it was found out with. */
  stamp: z.string(),
  at: z.number(),
});

/** Remembers the compute layer that works, until the graphics driver changes or a week is over. */
export function engineMemory(notes: Notes, stamp: string, now: () => number): BackendMemory {
  const read = () => notes.read(NOTE, remembered.nullable()) ?? undefined;
  return {
    known: () => {
      const note = read();
      const holds = note?.stamp === stamp && now() - note.at < FORGET_AFTER;
      return holds ? note.choice : undefined;
    },
    worked: (choice) => {
      const note = read();
      // Found out once, not at each start: else a week would never be over.
      if (note?.stamp === stamp && note.choice === choice) return;
      notes.write(NOTE, { choice, stamp, at: now() });
    },
    forget: () => {
      if (read() !== undefined) notes.write(NOTE, null);
    },
  };
}
