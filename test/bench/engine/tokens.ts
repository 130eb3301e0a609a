import { randomBytes } from "node:crypto";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { resourceFolder } from "../../../native/host/resource-folder.ts";
import { createCatalogue } from "../../../native/models/catalogue/catalogue.ts";
import { toModelFile } from "../../../native/models/catalogue/catalogue-model.ts";
import {
  CHALLENGE_TOKENS,
  textGeneration,
} from "../../../native/subnets/text-generation/mechanism.ts";
import { type Row, repeat, type Section, spread } from "../measure.ts";
import { startDirect } from "./direct.ts";
import type { DirectReply } from "./direct-llama.ts";
import { openSigned } from "./signed-endpoint.ts";

const MODELS = ["hearth-demo-f16", "hearth-demo-q8_0"];
const CONCURRENCY = [1, 4];
const LANES = 4;
const CONTEXT = 256;
const PROMPTS = 32;
/** A batch takes a second or two, so more of them are cheap. */
const BATCHES_A_RUN = 3;

/** What the signed endpoint leaves of llama.cpp's speed. */
export const tokens: Section = {
  name: "tokens",
  about: `${PROMPTS} prompts, at most ${CHALLENGE_TOKENS} tokens each, context ${CONTEXT}, ${LANES} sequences on both sides; the endpoint's part is per answer`,
  run: async ({ runs, folder, say }) => {
    const shippedFolder = resourceFolder("demo-model");
    const catalogue = createCatalogue({ shippedFolder, modelsFolder: folder });
    const rows: Row[] = [];
    for (const id of MODELS) {
      say(id);
      rows.push(...(await compare(toModelFile(await catalogue.find(id)), runs)));
    }
    return rows;
  },
};

async function compare(file: ModelFile, runs: number): Promise<Row[]> {
  const signed = await openSigned(file, CONTEXT, LANES);
  const direct = await startDirect(file, CONTEXT, LANES);
  const both = async (concurrency: number) => {
    const challenges = Array.from({ length: PROMPTS }, () =>
      textGeneration.makeChallenge(randomBytes(32), [file.sha256]),
    );
    const prompts = challenges.map(({ prompt }) => prompt);
    const alone = await direct.ask({
      kind: "answer",
      prompts,
      concurrency,
      maxTokens: CHALLENGE_TOKENS,
    });
    const through = await signed.ask(challenges, concurrency);
    const engine = await signed.askEngine(challenges, concurrency);
    return { alone, through, engine };
  };
  try {
    // The first passes fill caches and are nobody's measure.
    await both(LANES);
    const rows: Row[] = [];
    for (const concurrency of CONCURRENCY) {
      const all = await repeat(runs * BATCHES_A_RUN, () => both(concurrency));
      const against = {
        name: "node-llama-cpp directly",
        measured: spread(all.map(({ alone }) => speed(alone))),
      };
      const row = (what: string, of: (each: (typeof all)[number]) => DirectReply): Row => ({
        name: `${file.id}, ${concurrency} at once, ${what}`,
        unit: "tokens/s",
        measured: spread(all.map((each) => speed(of(each)))),
        against,
      });
      rows.push(
        row("signed endpoint", ({ through }) => through),
        row("engine process alone", ({ engine }) => engine),
      );
      if (concurrency === 1) {
        const own = all.map(({ through, engine }) => (through.millis - engine.millis) / PROMPTS);
        rows.push({ name: `${file.id}, the endpoint's part`, unit: "ms", measured: spread(own) });
      }
    }
    return rows;
  } finally {
    await direct.close();
    await signed.close();
  }
}

function speed({ tokens: written, millis }: DirectReply): number {
  return (written / millis) * 1000;
}
