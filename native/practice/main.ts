import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { errorText, HearthError, reasonOf, toHearthError } from "../api/errors.ts";
import { processEntry } from "../processes/entry.ts";
import type { RunningProcess } from "../processes/launcher.ts";
import { nodeLauncher } from "../processes/node-launcher.ts";
import { parentPort } from "../processes/parent-port.ts";
import { knownAccounts } from "./node/known-accounts.ts";
import { type PracticeNode, type PracticeOptions, startPracticeNode } from "./node/start.ts";
import { FAUCET_PATH } from "./runtime/genesis-keys.ts";

const usage =
  "node native/practice/main.ts --data-dir DIR [--port N] [--block-time SECONDS] [--tempo N] [--pruning archive|BLOCKS] [--from FILE] [--developers] [--residents [--models FOLDER]]";
const demoModels = fileURLToPath(new URL("../../resources/demo-model", import.meta.url));
/** Past states stay readable for about a day of one-second blocks. */
const DEFAULT_KEPT_STATES = 100_000;

function number(text: string, name: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || value > most) {
    throw new HearthError("BAD_INPUT", {
      reason: `--${name} must be ${least} to ${most}; usage: ${usage}`,
    });
  }
  return value;
}

function whole(text: string, name: string, least: number, most: number): number {
  const value = number(text, name, least, most);
  if (!Number.isInteger(value))
    throw new HearthError("BAD_INPUT", { reason: `--${name} must be whole` });
  return value;
}

type StartOptions = Omit<PracticeOptions, "onTrouble"> & {
  /** Folder of the demo model, when the house's miners and validators are to be started too. */
  readonly residentModels: string | undefined;
};

/** Reads the command line. Throws BAD_INPUT. */
function readOptions(args: string[]): StartOptions {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        "data-dir": { type: "string" },
        port: { type: "string", default: "0" },
        "block-time": { type: "string", default: "1" },
        tempo: { type: "string", default: "20" },
        pruning: { type: "string", default: String(DEFAULT_KEPT_STATES) },
        from: { type: "string" },
        developers: { type: "boolean", default: false },
        residents: { type: "boolean", default: false },
        models: { type: "string", default: demoModels },
      },
    }));
  } catch (error) {
    const reason = reasonOf(error);
    throw new HearthError("BAD_INPUT", { reason: `${reason}; usage: ${usage}` });
  }
  const dataDir = values["data-dir"];
  if (typeof dataDir !== "string" || dataDir === "") {
    throw new HearthError("BAD_INPUT", { reason: `--data-dir is needed; usage: ${usage}` });
  }
  const pruning = String(values.pruning);
  return {
    dataDir,
    port: whole(String(values.port), "port", 0, 65_535),
    blockMillis: Math.round(number(String(values["block-time"]), "block-time", 0.05, 3600) * 1000),
    tempo: whole(String(values.tempo), "tempo", 2, 65_534),
    from: typeof values.from === "string" ? values.from : undefined,
    developers: values.developers === true,
    residentModels: values.residents === true ? String(values.models) : undefined,
    keptStates: pruning === "archive" ? undefined : whole(pruning, "pruning", 256, 1e9),
  };
}

/** An error as one line of JSON: its code, its facts and its sentences. */
function errorLine(error: unknown): { error: unknown } {
  const { code, detail } = toHearthError(error);
  return { error: { code, detail, ...errorText(code, detail) } };
}

const port = parentPort();

function tell(message: object): void {
  port.postMessage(message);
  console.log(JSON.stringify(message));
}

function onTrouble(error: unknown, where: string): void {
  console.error(JSON.stringify({ where, ...errorLine(error) }));
  if (!(error instanceof HearthError) && error instanceof Error) console.error(error.stack);
  port.postMessage({ trouble: { where, ...errorLine(error) } });
}

/** The house's own miners and validators in a process beside this one. The host starts them itself and watches over them. */
function startResidents(endpoint: string, dataDir: string, models: string): RunningProcess {
  const entry = processEntry("./residents/main.ts", import.meta.url);
  const args = ["--endpoint", endpoint, "--data-dir", dataDir, "--models", models];
  const residents = nodeLauncher().launch({ name: "residents", entry, args });
  residents.onMessage((message) => console.error(JSON.stringify({ residents: message })));
  return residents;
}

function endWith(node: PracticeNode, residents: RunningProcess | undefined): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    residents?.kill();
    Promise.all([node.close(), residents?.exited]).then(
      () => process.exit(0),
      (error: unknown) => {
        onTrouble(error, "closing");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

try {
  const options = readOptions(process.argv.slice(2));
  const node = await startPracticeNode({ ...options, onTrouble });
  const { endpoint, genesis, blockMillis, tempo } = node;
  const { dataDir, residentModels } = options;
  endWith(
    node,
    residentModels === undefined ? undefined : startResidents(endpoint, dataDir, residentModels),
  );
  const blockSeconds = blockMillis / 1000;
  const accounts = options.developers ? { accounts: knownAccounts(node.chain.state) } : {};
  tell({ ready: true, endpoint, genesis, blockSeconds, tempo, faucet: FAUCET_PATH, ...accounts });
} catch (error) {
  const line = errorLine(error);
  port.postMessage(line);
  console.error(JSON.stringify(line));
  process.exitCode = 1;
  // The channel to the parent would keep this process alive.
  process.disconnect?.();
}
