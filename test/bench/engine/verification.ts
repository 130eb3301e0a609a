import { rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { LoadedModel, ModelFile } from "../../../native/engine/engine-port.ts";
import { fileDigest } from "../../../native/engine/file-digest.ts";
import { startEngine } from "../../../native/engine/process/supervised-engine.ts";
import { openVerifiedRecords } from "../../../native/engine/verify/verified-record.ts";
import { SAMPLED_CHUNKS, verifyModel } from "../../../native/engine/verify/verify-model.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { type BenchContext, millisOf, type Row, type Section, spread } from "../measure.ts";
import { MEDIUM, randomModel } from "./random-model.ts";

const MEBIBYTE = 2 ** 20;
/** A model of 3 billion parameters in Q4; the file is in the page cache, so this is hashing and not the disk. */
const LARGE = 2048 * MEBIBYTE;

/** Making sure of a file's bytes before a load: all of them, or a sample of those that were read as a whole before. */
export const verification: Section = {
  name: "verification",
  about: `a load whose file is sampled (${SAMPLED_CHUNKS} chunks of 1 MiB), over one whose file is read as a whole`,
  run: async (context) => [...(await loads(context)), ...(await files(context))],
};

async function loads({ runs, folder, say }: BenchContext): Promise<readonly Row[]> {
  const model = randomModel(folder, MEDIUM);
  const digestFolder = join(folder, "records");
  const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, digestFolder });
  const load = async (): Promise<LoadedModel> => {
    const loaded = await engine.load(model, { contextSize: 1024, sequences: 1 });
    await engine.unload(model.id);
    return loaded;
  };
  try {
    const whole: LoadedModel[] = [];
    const sampled: LoadedModel[] = [];
    for (let run = 0; run < runs; run += 1) {
      say(`loading, run ${run + 1} of ${runs}`);
      rmSync(digestFolder, { recursive: true, force: true });
      whole.push(await load());
      sampled.push(await load());
    }
    const row = (name: string, millis: (loaded: LoadedModel) => number): Row => ({
      ...{ name, unit: "ms", measured: spread(sampled.map(millis)) },
      against: { name: "read as a whole", measured: spread(whole.map(millis)) },
    });
    return [
      row("a load of 105 MB, verification included", ({ millis }) => millis),
      row("verification alone", ({ verifyMillis }) => verifyMillis),
    ];
  } finally {
    await engine.close();
  }
}

async function files({ runs, folder, say }: BenchContext): Promise<readonly Row[]> {
  const path = join(folder, "large.bin");
  const file = await open(path, "w");
  const piece = Buffer.alloc(16 * MEBIBYTE, 3);
  for (let at = 0; at < LARGE; at += piece.length) await file.write(piece);
  await file.close();
  const model: ModelFile = { id: "large", path, sha256: await fileDigest(path) };
  const records = openVerifiedRecords(join(folder, "large-records"));
  const [plain, whole, sampled]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < runs; run += 1) {
    say(`2 GiB, run ${run + 1} of ${runs}`);
    plain.push(await millisOf(() => fileDigest(path)));
    whole.push(await millisOf(() => verifyModel(model, records, undefined, { whole: true })));
    sampled.push(await millisOf(() => verifyModel(model, records)));
  }
  rmSync(path);
  const hashing = { name: "its SHA-256 alone", measured: spread(plain) };
  return [
    {
      ...{ name: "2 GiB as a whole, with its chunks' digests", unit: "ms", against: hashing },
      measured: spread(whole),
    },
    { name: "2 GiB, sampled", unit: "ms", measured: spread(sampled), against: hashing },
  ];
}
