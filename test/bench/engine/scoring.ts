import { join } from "node:path";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { startEngine } from "../../../native/engine/process/supervised-engine.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { millisOf, type Row, repeat, spread } from "../measure.ts";
import { startDirect } from "./direct.ts";
import type { RandomShape } from "./random-model.ts";

/** Kept between runs: writing it takes a while, and a model file on a cold disk is nobody's measure. */
export const CACHE = join("node_modules", ".cache", "hearth-bench");
const PROMPT = "Tell me how a lighthouse works, please.";
const messages = [{ role: "user" as const, content: PROMPT }];

/** What it costs to score an answer, beside writing it and beside one pass over its tokens of which nothing is asked. */
export async function scoringRows(
  file: ModelFile,
  shape: RandomShape,
  runs: number,
  lengths: readonly number[],
): Promise<Row[]> {
  const contextSize = Math.max(...lengths) + 256;
  const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
  const direct = await startDirect(file, contextSize, 1);
  try {
    await engine.load(file, { contextSize, sequences: 1 });
    const rows: Row[] = [];
    for (const length of lengths) {
      const answer = { model: file.id, messages, maxTokens: length, temperature: 0 };
      let tokens: readonly number[] = [];
      const writing = spread([
        await millisOf(async () => {
          tokens = (await engine.generate(answer)).tokens;
        }),
      ]);
      // One after the other in each run, so that a busy moment meets all.
      const measured = await repeat(runs + 1, async () => ({
        score: await millisOf(() => engine.score({ model: file.id, messages, tokens })),
        some: await millisOf(() =>
          engine.score({ model: file.id, messages, tokens, positions: everyEighth(tokens) }),
        ),
        pass: (await direct.ask({ kind: "prefill", prompt: PROMPT, further: tokens.slice(0, -1) }))
          .millis,
      }));
      const warm = measured.slice(1);
      const row = {
        name: `scoring ${tokens.length} tokens, vocabulary of ${shape.vocabulary}`,
        unit: "ms" as const,
        measured: spread(warm.map(({ score }) => score)),
      };
      const some = {
        name: `scoring every eighth of ${tokens.length} tokens, vocabulary of ${shape.vocabulary}`,
        unit: "ms" as const,
        measured: spread(warm.map(({ some: millis }) => millis)),
      };
      const pass = spread(warm.map(({ pass: millis }) => millis));
      rows.push(
        { ...row, against: { name: "a bare pass over them", measured: pass } },
        { ...row, against: { name: "writing them", measured: writing } },
        { ...some, against: { name: "a bare pass over them", measured: pass } },
      );
    }
    return rows;
  } finally {
    await direct.close();
    await engine.close();
  }
}

/** What a validator would ask for where the vocabulary is large: the output head is computed for these alone, and the last is one. */
function everyEighth(tokens: readonly number[]): number[] {
  const last = tokens.length - 1;
  return tokens.map((_, index) => index).filter((index) => (last - index) % 8 === 0);
}
