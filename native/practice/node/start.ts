import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { HearthError, reasonOf } from "../../api/errors.ts";
import { PulseChecks } from "../runtime/drand/pulse-checks.ts";
import { writeGenesis } from "../runtime/first-state.ts";
import { developerAddress, SUDO_DEVELOPER } from "../runtime/genesis-developers.ts";
import { FAUCET_PATH } from "../runtime/genesis-keys.ts";
import { keyRotation } from "../runtime/mev-shield/rotation.ts";
import { practiceRuntime } from "../runtime/runtime.ts";
import { timestamp } from "../runtime/timestamp/pallet.ts";
import { SS58_PREFIX } from "../scale/account.ts";
import { Advancer } from "./advance.ts";
import { Beacon } from "./beacon.ts";
import { Chain } from "./chain.ts";
import { ChainClock } from "./chain-clock.ts";
import { ChainDatabase } from "./database.ts";
import { type Adoption, readFork } from "./fork.ts";
import type { Fork } from "./fork-beginning.ts";
import { Pool } from "./pool.ts";
import { startProducer } from "./producer.ts";
import { allMethods } from "./rpc/methods.ts";
import { serveRpc } from "./rpc/server.ts";
import { Shield } from "./shield.ts";

/** How a practice node is started. */
export interface PracticeOptions {
  /** Folder of the chain's file; made when it is not there. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly blockMillis: number;
  /** Blocks between epochs of the first subnet. Only a new chain takes it; an old one keeps its own. */
  readonly tempo: number;
  /** A file with the state that a new chain goes on from; a folder that holds a chain already is refused. */
  readonly from?: string | undefined;
  /** Whether a new chain endows the well-known development accounts. */
  readonly developers?: boolean;
  /** Blocks whose states stay readable; undefined keeps all. */
  readonly keptStates: number | undefined;
  /** Told of what went wrong while running: a block that could not be written, or a bug. */
  readonly onTrouble: (error: unknown, where: string) => void;
}

/** A running practice node. */
export interface PracticeNode {
  readonly endpoint: string;
  readonly genesis: string;
  readonly blockMillis: number;
  readonly tempo: number;
  readonly chain: Chain;
  /** Stops making blocks, closes every connection, then the file. */
  close(): Promise<void>;
}

const FILE = "practice-chain.sqlite";
/** The fact of a chain that holds its beacon's secret, hex. Chains begun before there was a beacon have none, and no pulses. */
const BEACON_SECRET = "beacon-secret";
const NAME = "Hearth practice node";
const VERSION = "0.1.0";
const CHAIN_NAME = "Hearth Practice";
const properties = {
  isEthereum: false,
  ss58Format: SS58_PREFIX,
  tokenDecimals: 9,
  tokenSymbol: "TAO",
};

/**
 * Opens or begins the chain in a folder, serves it and makes blocks. Throws PORT_TAKEN, DATA_FOLDER_UNWRITABLE,
 * DATA_FOLDER_IN_USE, DISK_FULL, PRACTICE_CHAIN_DAMAGED or PRACTICE_CHAIN_TOO_NEW, and with `from` BAD_INPUT and what
 * {@link readFork} throws; whatever was opened by then is closed again.
 */
export async function startPracticeNode(options: PracticeOptions): Promise<PracticeNode> {
  const { dataDir, blockMillis, onTrouble } = options;
  prepareFolder(dataDir);
  const database = new ChainDatabase(join(dataDir, FILE), dataDir);
  try {
    const checks = new PulseChecks();
    const runtime = practiceRuntime(onTrouble, checks, blockMillis);
    const { tempo } = options;
    // Both are for a new chain; an old one keeps the secret that it began with.
    const secret = randomBytes(32);
    const developers = options.developers === true;
    const beginning = { tempo, createdAt: Date.now(), beacon: { secret, blockMillis }, developers };
    const fork =
      options.from === undefined
        ? undefined
        : forkOf(options.from, database, {
            sudo: developerAddress(developers ? SUDO_DEVELOPER : FAUCET_PATH),
            beaconSecret: secret,
            blockMillis,
            now: beginning.createdAt,
          });
    const chain = new Chain({
      database,
      runtime,
      genesis: fork ?? ((state) => writeGenesis(state, beginning)),
      facts: { tempo: String(tempo), [BEACON_SECRET]: secret.toString("hex") },
      keptStates: options.keptStates,
    });
    const kept = chain.fact(BEACON_SECRET);
    const keptSecret = kept === undefined ? undefined : Buffer.from(kept, "hex");
    const beacon = keptSecret && new Beacon(keptSecret, checks);
    // Its keys are derived from the secret, apart from it: what opens shielded transactions tells nothing about the beacon's rounds.
    const pool = new Pool(chain, keptSecret && new Shield(keptSecret, keyRotation(blockMillis)));
    const clock = new ChainClock();
    // A chain that was advanced is ahead of the wall clock, and goes on from there.
    clock.reach(Number(timestamp.storage.Now.get(chain.state)));
    const pace = { chain, pool, clock, blockMillis, beacon };
    const advancer = new Advancer(pace);
    const services = {
      chain,
      pool,
      name: NAME,
      version: VERSION,
      chainName: CHAIN_NAME,
      properties,
      advancer,
    };
    const report = (error: unknown): void => onTrouble(error, "JSON-RPC");
    const server = await serveRpc({ port: options.port, methods: allMethods(services), report });
    const onFailure = (error: unknown): void => onTrouble(error, "block production");
    const paused = (): boolean => advancer.isRunning;
    const stopProducing = startProducer({ ...pace, paused, onFailure });
    return {
      endpoint: `ws://127.0.0.1:${server.port}`,
      genesis: chain.genesisHash,
      blockMillis,
      tempo: Number(chain.fact("tempo") ?? tempo),
      chain,
      async close() {
        stopProducing();
        advancer.stop();
        await server.close();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function forkOf(file: string, database: ChainDatabase, adoption: Adoption): Fork {
  if (database.newestNumber() !== undefined) {
    const reason = "--from begins a new chain, and the folder holds one already";
    throw new HearthError("BAD_INPUT", { reason });
  }
  return readFork(file, adoption);
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = reasonOf(error);
    throw new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason }, { cause: error });
  }
}
