import type { ValidatorRow } from "../api/stake.ts";
import type { ChainClient } from "../chain/chain-port.ts";
import { pinned } from "../chain/reads/at.ts";
import { type NeuronRecord, readNeurons } from "../chain/reads/neurons.ts";
import { textOf } from "../chain/reads/subnets.ts";

const FULL = 65_535;

/**
 * The validators of a subnet that one can stake to, the most staked first: those that earned dividends in the last epoch,
 * and those with a permit that do not mine. On a small subnet every miner with some stake has a permit too, and a stake
 * with one that never validates earns nothing. `own` holds the hotkeys of this machine.
 */
export async function listValidators(
  chain: ChainClient,
  netuid: number,
  own: ReadonlySet<string>,
): Promise<ValidatorRow[]> {
  const at = pinned(chain, "best");
  const [neurons, dividends] = await Promise.all([
    readNeurons(chain, netuid, at),
    chain.entries("SubtensorModule", "AlphaDividendsPerSubnet", [netuid], at),
  ]);
  const credited = new Map(dividends.map(({ keys, value }) => [keys[1], value as bigint]));
  const chosen = neurons.filter(
    (neuron) => neuron.dividends > 0 || (neuron.validatorPermit && neuron.incentive === 0),
  );
  const rows = await Promise.all(
    chosen.map(async (neuron): Promise<ValidatorRow> => {
      const [take, name] = await Promise.all([
        chain.query("SubtensorModule", "Delegates", [neuron.hotkey], at),
        readName(chain, neuron, at),
      ]);
      return {
        hotkey: neuron.hotkey,
        coldkey: neuron.coldkey,
        ...(name ? { name } : {}),
        uid: neuron.uid,
        netuid,
        take: Number(take ?? 0) / FULL,
        stake: `${neuron.stake}`,
        dividends: `${credited.get(neuron.hotkey) ?? 0n}`,
        dividendShare: neuron.dividends / FULL,
        trust: neuron.validatorTrust / FULL,
        permit: neuron.validatorPermit,
        own: own.has(neuron.hotkey),
      };
    }),
  );
  return rows.sort((left, right) => compare(BigInt(right.stake), BigInt(left.stake)));
}

/** The name that the owner's coldkey gave itself on chain. */
async function readName(
  chain: ChainClient,
  { coldkey }: NeuronRecord,
  at: string,
): Promise<string> {
  if (!(await chain.has({ pallet: "SubtensorModule", item: "IdentitiesV2" }))) return "";
  const identity = await chain.query("SubtensorModule", "IdentitiesV2", [coldkey], at);
  return textOf((identity as { name?: unknown } | undefined)?.name);
}

function compare(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
