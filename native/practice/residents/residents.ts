import { HearthError } from "../../api/errors.ts";
import type { ChainClient } from "../../chain/chain-port.ts";
import type { EnginePort, ModelFile } from "../../engine/engine-port.ts";
import type { KnownCaller } from "../../miner/endpoint/callers.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import { dialLoopbackOnly } from "../../subnets/membership/dial.ts";
import { watchMetagraph } from "../../subnets/membership/metagraph-watch.ts";
import { textGeneration } from "../../subnets/text-generation/mechanism.ts";
import { ROUND_BLOCKS, startValidatorLoop } from "../../validator/loop.ts";
import type { LoopEvent } from "../../validator/loop-events.ts";
import { keypairFromUri } from "../../wallet/keypair.ts";
import { HOUSE_VALIDATORS, minerPaths, validatorPaths } from "../runtime/genesis-keys.ts";
import { startHouseMiner } from "./house-miner.ts";
import { houseQualities, type Quality, quantisationOf } from "./qualities.ts";

/** The subnet that the house works on. */
const NETUID = 1;
/** Model that judges, and that the faker claims. */
const REFERENCE = "f16";

/** The house miners and validators of a practice network. */
export interface Residents {
  /** Ports of the six miners, in the order of `houseQualities`. */
  readonly ports: readonly number[];
  close(): Promise<void>;
}

/**
 * Starts six miners and three validators: the project's own code, real sockets, keys that everybody knows. Resolves when all
 * miners listen and all validators are at work; announcing goes on meanwhile. Throws MODEL_NOT_FOUND, MODEL_DAMAGED and more.
 */
export async function startResidents(options: {
  readonly chain: ChainClient;
  readonly engine: EnginePort;
  readonly catalogue: Pick<ModelCatalogue, "list">;
  /** Told of what the validators do, by their number from 1. */
  readonly onValidator?: (number: number, event: LoopEvent) => void;
}): Promise<Residents> {
  const { chain, engine } = options;
  const files = await demoModels(options.catalogue);
  for (const file of files.values()) await engine.load(file, { sequences: 2 });
  await chain.whenConnected();
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  const benchOf = (quality: Quality) => {
    const file = fileOf(files, quantisationOf(quality) ?? REFERENCE);
    return { engine, model: { id: file.id, sha256: file.sha256 } };
  };
  try {
    let callers: ReadonlyMap<string, KnownCaller> = new Map();
    const metagraph = watchMetagraph({
      chain,
      netuid: NETUID,
      onChange: (neurons) => {
        callers = new Map(neurons.map((one) => [one.hotkey, { permit: one.validatorPermit }]));
      },
    });
    closers.push(() => metagraph.close());
    await metagraph.refresh();
    const ports: number[] = [];
    for (const [index, quality] of houseQualities.entries()) {
      const miner = await startHouseMiner({
        chain,
        netuid: NETUID,
        hotkey: keypairFromUri(minerPaths(index + 1).hotkey),
        quality,
        bench: benchOf(quality),
        callers: () => callers,
      });
      closers.push(() => miner.close());
      ports.push(miner.endpoint.port);
    }
    const allowedModels = [...files.values()].map((file) => file.sha256);
    for (let number = 1; number <= HOUSE_VALIDATORS; number += 1) {
      const loop = startValidatorLoop({
        chain,
        netuid: NETUID,
        hotkey: keypairFromUri(validatorPaths(number).hotkey),
        mechanism: textGeneration,
        bench: async () => benchOf(REFERENCE),
        allowedModels,
        dial: dialLoopbackOnly,
        onEvent: (event) => options.onValidator?.(number, event),
        // Evenly spread over a round, so that somebody asks every two blocks.
        phase: Math.floor(((number - 1) * ROUND_BLOCKS) / HOUSE_VALIDATORS),
      });
      closers.push(() => loop.close());
    }
    return { ports, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function demoModels(
  catalogue: Pick<ModelCatalogue, "list">,
): Promise<ReadonlyMap<string, ModelFile>> {
  const shipped = (await catalogue.list()).filter((model) => model.origin === "shipped");
  for (const model of shipped) {
    if (model.state === "ready") continue;
    throw new HearthError("MODEL_DAMAGED", { file: model.file, reason: model.state });
  }
  return new Map(
    shipped.map(({ quantisation, id, path, sha256 }) => [
      quantisation.toLowerCase(),
      { id, path, sha256 },
    ]),
  );
}

function fileOf(files: ReadonlyMap<string, ModelFile>, quantisation: string): ModelFile {
  const file = files.get(quantisation);
  if (file === undefined) throw new HearthError("MODEL_NOT_FOUND", { id: quantisation });
  return file;
}
