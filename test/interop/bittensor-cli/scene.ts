import type { Outcome, Row } from "../suite.ts";
import type { Bench } from "./bench.ts";

/** One command of the tool, tried and read back. */
export interface Step {
  /** As it is typed, without the options that stand for everything. */
  readonly command: string;
  /** Why it cannot work; `try` then holds where the tool fails for just that. */
  readonly whyNot?: string;
  /** Throws where the command did not do what it is documented to do. */
  try(): Promise<void>;
}

/** Steps that follow one another on wallets of their own; scenes run beside each other. */
export type Scene = (bench: Bench) => AsyncIterable<Step>;

/** Plays scenes, so many at once, and gives each row as it comes. A scene that breaks off gives a failed row. */
export async function* play(
  tool: string,
  scenes: Readonly<Record<string, Scene>>,
  bench: Bench,
  together: number,
): AsyncGenerator<Row> {
  const rows: Row[] = [];
  let wake = (): void => undefined;
  const put = (command: string, outcome: Outcome): void => {
    rows.push({ tool, command, outcome });
    wake();
  };
  const waiting = Object.entries(scenes);
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, scene] = next;
      try {
        for await (const step of scene(bench)) put(step.command, await outcomeOf(step));
      } catch (error) {
        put(`${name} (the scene)`, { failed: words(error) });
      }
    }
  };
  let done = false;
  const all = Promise.all(Array.from({ length: together }, worker)).then(() => {
    done = true;
    wake();
  });
  while (!done || rows.length > 0) {
    const row = rows.shift();
    if (row !== undefined) yield row;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (done || rows.length > 0) resolve();
      });
  }
  await all;
}

async function outcomeOf(step: Step): Promise<Outcome> {
  try {
    await step.try();
    return step.whyNot === undefined ? "works" : { whyNot: step.whyNot };
  } catch (error) {
    return { failed: words(error) };
  }
}

function words(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.replaceAll(/\s+/g, " ").slice(0, 700);
}
