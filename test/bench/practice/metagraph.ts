import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connectChain } from "../../../native/chain/client.ts";
import { Overlay } from "../../../native/practice/frame/state.ts";
import { startPracticeNode } from "../../../native/practice/node/start.ts";
import { pinnedVersion, pythonEnvironment } from "../../interop/python.ts";
import { type BenchContext, millisOf, type Row, repeat, spread } from "../measure.ts";
import { foundDenseSubnet, MINERS, VALIDATORS } from "./dense-subnet.ts";

const NEURONS = VALIDATORS + MINERS;
const TIMES = 20;
/** No block comes in between. */
const BLOCK_MILLIS = 3_600_000;
const requirements = new URL("../../interop/bittensor-10/requirements.txt", import.meta.url);
const program = fileURLToPath(new URL("metagraph.py", import.meta.url));

/** One subnet's whole metagraph over a socket, asked and decoded by Hearth's client and by bittensor 10. */
export async function metagraphRows({ runs, folder, say }: BenchContext): Promise<Row[]> {
  const node = await startPracticeNode({
    dataDir: join(folder, "metagraph"),
    port: 0,
    blockMillis: BLOCK_MILLIS,
    tempo: 20,
    keptStates: undefined,
    onTrouble: (error) => say(String(error)),
  });
  try {
    const built = new Overlay(node.chain.state);
    const netuid = foundDenseSubnet(built, node.chain.best.number, 20);
    built.commit();
    const ours = await hearth(node.endpoint, netuid, TIMES * runs);
    const theirs = await bittensor(node.endpoint, netuid, TIMES * runs, say).catch(
      (error: unknown) => {
        say(`without bittensor 10: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      },
    );
    return [
      {
        name: `get_metagraph of ${NEURONS} neurons, served and decoded`,
        unit: "ms",
        measured: spread(ours),
        ...(theirs ? { against: { name: theirs.name, measured: spread(theirs.samples) } } : {}),
      },
    ];
  } finally {
    await node.close();
  }
}

async function hearth(endpoint: string, netuid: number, times: number): Promise<number[]> {
  const client = connectChain({ endpoints: [endpoint] });
  try {
    await client.whenConnected();
    const ask = async (): Promise<void> => {
      const graph = await client.api("SubnetInfoRuntimeApi", "get_metagraph", [netuid]);
      const { hotkeys } = graph as { readonly hotkeys: readonly string[] };
      if (hotkeys.length !== NEURONS) throw new Error("a neuron is missing");
    };
    await ask();
    return await repeat(times, () => millisOf(ask));
  } finally {
    client.close();
  }
}

async function bittensor(
  endpoint: string,
  netuid: number,
  times: number,
  say: (line: string) => void,
): Promise<{ name: string; samples: number[] }> {
  const { python } = await pythonEnvironment(requirements, say, AbortSignal.timeout(600_000));
  const parameters = [program, endpoint, String(netuid), String(times)];
  const { stdout } = await promisify(execFile)(python, parameters);
  const samples = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as number[];
  return { name: `bittensor ${pinnedVersion(requirements, "bittensor")}`, samples };
}
