import type { WouldEarn } from "../api/benchmark.ts";
import type { ChainClient } from "../chain/chain-port.ts";
import { readNeurons } from "../chain/reads/neurons.ts";
import { listSubnets, type SubnetRecord } from "../chain/reads/subnets.ts";
import { perDay } from "./would-earn.ts";

/** What the chain is asked for. */
export interface SubnetPayOptions {
  readonly chain: ChainClient;
  /** True for a subnet whose work Hearth can do. The others are named, and nothing is said of them. */
  readonly served: (subnet: SubnetRecord) => boolean;
  readonly blockSeconds: () => number;
}

const NOTHING = { low: "0", middle: "0", high: "0" };

/** What each subnet but root paid its miners in the last epoch, as a day's. Throws CHAIN_UNREACHABLE or CHAIN_LACKS. */
export async function subnetPay(
  { chain, served, blockSeconds }: SubnetPayOptions,
  signal: AbortSignal,
): Promise<readonly WouldEarn[]> {
  const found: WouldEarn[] = [];
  for (const subnet of await listSubnets(chain)) {
    signal.throwIfAborted();
    if (subnet.netuid === 0) continue;
    found.push(await ofSubnet(chain, subnet, served(subnet), blockSeconds()));
  }
  return found;
}

async function ofSubnet(
  chain: ChainClient,
  subnet: SubnetRecord,
  served: boolean,
  blockSeconds: number,
): Promise<WouldEarn> {
  const { netuid, name, tempo, price } = subnet;
  const none = { netuid, name, perDay: NOTHING, miners: 0 };
  if (!served) return { ...none, unknown: "notServed" };
  const records = await readNeurons(chain, netuid);
  const neurons = records.map((record) => ({ ...record, permit: record.validatorPermit }));
  const paid = perDay(neurons, { tempo, blockSeconds, price });
  return paid === undefined ? { ...none, unknown: "noMiner" } : { netuid, name, ...paid };
}
