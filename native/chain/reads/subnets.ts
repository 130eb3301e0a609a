import { type Alpha, alpha, type Rao, rao } from "../../api/units.ts";
import type { At, ChainClient } from "../chain-port.ts";
import { pinned } from "./at.ts";
import { readEpoch } from "./epoch.ts";

/** One subnet and its pool. */
export interface SubnetRecord {
  readonly netuid: number;
  readonly name: string;
  readonly symbol: string;
  readonly ownerHotkey: string;
  readonly neurons: number;
  readonly maximumNeurons: number;
  readonly tempo: number;
  readonly nextEpochBlock: number | undefined;
  /** Price of a registration now. */
  readonly burn: Rao;
  /** Rao per alpha times 1e9, as the chain gives it. */
  readonly price: bigint;
  readonly taoIn: Rao;
  readonly alphaIn: Alpha;
  readonly alphaOut: Alpha;
  /** Rao of new TAO that the subnet got in the last block. */
  readonly emission: Rao;
  readonly registrationAllowed: boolean;
}

/** The numbers of all subnets that exist, ascending. */
export async function subnetNumbers(chain: ChainClient, at: At = "best"): Promise<number[]> {
  const added = await chain.entries("SubtensorModule", "NetworksAdded", [], at);
  return added
    .filter(({ value }) => value === true)
    .map(({ keys }) => Number(keys[0]))
    .sort((left, right) => left - right);
}

/** All subnets at one block. */
export async function listSubnets(chain: ChainClient, at: At = "best"): Promise<SubnetRecord[]> {
  const block = pinned(chain, at);
  const numbers = await subnetNumbers(chain, block);
  return Promise.all(numbers.map((netuid) => readSubnet(chain, netuid, block)));
}

/** Price of a subnet's alpha: rao per whole alpha (so, price times 1e9). */
export async function subnetPrice(
  chain: ChainClient,
  netuid: number,
  at: At = "best",
): Promise<bigint> {
  return (await chain.api("SwapRuntimeApi", "current_alpha_price", [netuid], at)) as bigint;
}

/** One subnet at one block. */
export async function readSubnet(
  chain: ChainClient,
  netuid: number,
  at: At = "best",
): Promise<SubnetRecord> {
  const block = pinned(chain, at);
  const item = (name: string): Promise<unknown> =>
    chain.query("SubtensorModule", name, [netuid], block);
  const amount = async (name: string): Promise<bigint> =>
    BigInt(((await item(name)) as bigint) ?? 0n);
  const number = async (name: string): Promise<number> => Number((await item(name)) ?? 0);
  const [identity, symbol, ownerHotkey, allowed, price, epoch] = await Promise.all([
    item("SubnetIdentitiesV3"),
    item("TokenSymbol"),
    item("SubnetOwnerHotkey"),
    item("NetworkRegistrationAllowed"),
    subnetPrice(chain, netuid, block),
    readEpoch(chain, netuid, block),
  ]);
  const [neurons, maximumNeurons, burn, taoIn, alphaIn, alphaOut, emission] = await Promise.all([
    number("SubnetworkN"),
    number("MaxAllowedUids"),
    amount("Burn"),
    amount("SubnetTAO"),
    amount("SubnetAlphaIn"),
    amount("SubnetAlphaOut"),
    emissionOf(chain, netuid, block),
  ]);
  const named = (identity as { subnet_name?: unknown } | undefined)?.subnet_name;
  return {
    netuid,
    name: textOf(named) || (netuid === 0 ? "root" : `Subnet ${netuid}`),
    symbol: textOf(symbol),
    ownerHotkey: ownerHotkey as string,
    neurons,
    maximumNeurons,
    tempo: epoch.tempo,
    nextEpochBlock: epoch.nextEpochBlock,
    burn: rao(burn),
    price,
    taoIn: rao(taoIn),
    alphaIn: alpha(alphaIn),
    alphaOut: alpha(alphaOut),
    emission: rao(emission),
    registrationAllowed: allowed === true,
  };
}

/**
 * Rao of new TAO that a subnet got in the last block: what was put into its pool, and what was left beyond that and bought
 * its alpha (protocol reference 4.2, injection). Older runtimes have no second part.
 */
async function emissionOf(chain: ChainClient, netuid: number, at: At): Promise<bigint> {
  const part = async (item: string): Promise<bigint> =>
    (await chain.has({ pallet: "SubtensorModule", item }))
      ? BigInt(((await chain.query("SubtensorModule", item, [netuid], at)) as bigint) ?? 0n)
      : 0n;
  const [injected, excess] = await Promise.all([
    part("SubnetTaoInEmission"),
    part("SubnetExcessTao"),
  ]);
  return injected + excess;
}

/** Text that the chain holds as bytes (storage) or as compact numbers (runtime APIs); broken UTF-8 is replaced. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return Array.isArray(value) ? new TextDecoder().decode(Uint8Array.from(value as number[])) : "";
}
