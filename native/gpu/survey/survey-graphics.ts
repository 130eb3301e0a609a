import * as z from "zod";
import { processEntry } from "../../processes/entry.ts";
import type { Launcher } from "../../processes/launcher.ts";
import type { GraphicsReading } from "../probes.ts";
import { endGroup } from "./process-group.ts";

const entry = processEntry("./main.ts", import.meta.url);
/** A tool that a broken driver holds longer than this is not waited for. */
const LONGEST = 20_000;

const text = z.string().catch("");
const figure = z.number().optional().catch(undefined);
const answer = z.union([
  z.object({
    graphics: z.array(
      z.object({
        name: text,
        vendor: text,
        bus: z.string().optional().catch(undefined),
        driver: z.string().optional().catch(undefined),
        totalBytes: figure,
        usedBytes: figure,
        load: figure,
        celsius: figure,
        watts: figure,
      }),
    ),
  }),
  z.object({ failed: z.string() }),
]);

/**
 * The system's list of graphics cards, asked in a process for this one question: the tools behind it can block for as long
 * as a driver hangs. That process is ended in any case with the tools it started, and at once when the signal aborts. Rejects when
 * it says nothing in time, or fails.
 */
export async function surveyGraphics(
  launcher: Launcher,
  longest = LONGEST,
  signal?: AbortSignal,
): Promise<readonly GraphicsReading[]> {
  signal?.throwIfAborted();
  const child = launcher.launch({ name: "survey", entry });
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => endGroup(child);
  signal?.addEventListener("abort", end, { once: true });
  try {
    const said = await Promise.race([
      new Promise<unknown>((resolve) => {
        child.onMessage(resolve);
      }),
      child.exited.then(() => Promise.reject(new Error("its process ended without an answer"))),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("it did not answer in time")), longest);
      }),
    ]);
    const { success, data } = answer.safeParse(said);
    if (!success) throw new Error("its answer makes no sense");
    if ("failed" in data) throw new Error(data.failed);
    return data.graphics;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
    end();
  }
}
