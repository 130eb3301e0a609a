import { errorText, HearthError, isErrorCode } from "../../api/errors.ts";
import type { Timeline } from "../../timeline/timeline.ts";

/** Why the practice network makes no blocks at the moment, if it makes none. */
export interface PracticeTrouble {
  /** A block could not be made: told again with each one that fails. */
  onTrouble(error: HearthError): void;
  /** A block arrived. */
  onBlock(): void;
  /** Throws why no block is made, where none is. */
  check(): void;
}

/**
 * Keeps the trouble of a practice node that runs and makes no blocks, such as on a full disk. Its beginning and its end
 * are lines of the timeline, the attempts in between are not. `blockMillis` is the time between two attempts.
 */
export function createPracticeTrouble(options: {
  readonly timeline: Pick<Timeline, "write">;
  readonly blockMillis: number;
  readonly now: () => number;
}): PracticeTrouble {
  const { timeline, blockMillis, now } = options;
  let current: { readonly error: HearthError; readonly at: number } | undefined;
  return {
    onTrouble: (error) => {
      const known = current?.error.code === error.code;
      current = { error, at: now() };
      if (known) return;
      const { what, why } = errorText(error.code, error.detail);
      const { code } = error;
      const values = { reason: `${what} ${why}` };
      timeline.write({
        level: "error",
        source: "practice",
        message: "practiceStands",
        values,
        code,
      });
    },
    onBlock: () => {
      // A block that was on its way while the next one failed is no end of the trouble.
      if (current === undefined || now() - current.at < 1.5 * blockMillis) return;
      current = undefined;
      timeline.write({ level: "good", source: "practice", message: "practiceMoves" });
    },
    check: () => {
      if (current !== undefined) throw current.error;
    },
  };
}

/** What the practice node reports of a failed block, or undefined where the message is about something else. */
export function readTrouble(message: unknown): HearthError | undefined {
  const { where, error } = (message as { trouble?: { where?: unknown; error?: unknown } })
    ?.trouble ?? { where: undefined, error: undefined };
  if (where !== "block production") return undefined;
  const { code, detail } = (error ?? {}) as { code?: unknown; detail?: HearthError["detail"] };
  return new HearthError(isErrorCode(code) ? code : "INTERNAL", detail ?? {});
}
