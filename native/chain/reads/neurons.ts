import { type Alpha, alpha } from "../../api/units.ts";
import { integerToIp } from "../../protocol/axon-address.ts";
import type { At, ChainClient } from "../chain-port.ts";
import { pinned } from "./at.ts";

/** Where a neuron says it listens. */
export interface AxonRecord {
  /** IPv4 or IPv6 in text form. */
  readonly ip: string;
  readonly port: number;
  readonly protocol: number;
}

/** One neuron of a subnet as the chain holds it. Scores are u16 of 65535. */
export interface NeuronRecord {
  readonly uid: number;
  readonly hotkey: string;
  readonly coldkey: string;
  readonly active: boolean;
  /** Absent when it does not serve (address or port 0). */
  readonly axon: AxonRecord | undefined;
  /** Total stake of the hotkey on the subnet, alpha units. */
  readonly stake: Alpha;
  readonly incentive: number;
  readonly dividends: number;
  readonly consensus: number;
  readonly validatorTrust: number;
  readonly validatorPermit: boolean;
  /** Alpha units of the last epoch. */
  readonly emission: Alpha;
  readonly lastUpdate: number;
  /** Block of registration: with the hotkey it names the neuron, since uids are used again. */
  readonly registeredAt: number;
}

interface NeuronInfoLite {
  readonly hotkey: string;
  readonly coldkey: string;
  readonly uid: number;
  readonly active: boolean;
  readonly axon_info: {
    readonly ip: bigint;
    readonly port: number;
    readonly ip_type: number;
    readonly protocol: number;
  };
  readonly stake: readonly (readonly [string, bigint | number])[];
  readonly emission: bigint | number;
  readonly incentive: number;
  readonly consensus: number;
  readonly validator_trust: number;
  readonly dividends: number;
  readonly last_update: bigint | number;
  readonly validator_permit: boolean;
}

/** All neurons of a subnet by uid, at one block. Throws CHAIN_LACKS where the runtime has no NeuronInfoRuntimeApi. */
export async function readNeurons(
  chain: ChainClient,
  netuid: number,
  at: At = "best",
): Promise<NeuronRecord[]> {
  const block = pinned(chain, at);
  const [infos, registrations] = await Promise.all([
    chain.api("NeuronInfoRuntimeApi", "get_neurons_lite", [netuid], block),
    chain.entries("SubtensorModule", "BlockAtRegistration", [netuid], block),
  ]);
  const registeredAt = new Map(registrations.map(({ keys, value }) => [keys[1], Number(value)]));
  return (infos as NeuronInfoLite[])
    .map((info) => neuronRecord(info, registeredAt.get(info.uid) ?? 0))
    .sort((left, right) => left.uid - right.uid);
}

/** A decoded NeuronInfoLite as a record. */
export function neuronRecord(info: NeuronInfoLite, registeredAt: number): NeuronRecord {
  return {
    uid: info.uid,
    hotkey: info.hotkey,
    coldkey: info.coldkey,
    active: info.active,
    axon: axonRecord(info.axon_info),
    stake: alpha(info.stake.reduce((sum, [, amount]) => sum + BigInt(amount), 0n)),
    incentive: info.incentive,
    dividends: info.dividends,
    consensus: info.consensus,
    validatorTrust: info.validator_trust,
    validatorPermit: info.validator_permit,
    emission: alpha(BigInt(info.emission)),
    lastUpdate: Number(info.last_update),
    registeredAt,
  };
}

function axonRecord({
  ip,
  port,
  ip_type,
  protocol,
}: NeuronInfoLite["axon_info"]): AxonRecord | undefined {
  const text = ip === 0n || port === 0 ? undefined : integerToIp(ip, ip_type);
  return text === undefined ? undefined : { ip: text, port, protocol };
}
