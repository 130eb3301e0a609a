import type { NetworkInfo, Neuron, Subnet } from "../../api/network.ts";
import type { ChainClient, ChainState } from "../../chain/client.ts";
import { type NeuronRecord, readNeurons } from "../../chain/reads/neurons.ts";
import { listSubnets, type SubnetRecord } from "../../chain/reads/subnets.ts";
import { createChannel } from "../../timeline/channel.ts";
import type { HostHandlers } from "../router.ts";

/** What the network pages need. */
export interface NetworkOptions {
  readonly chain: ChainClient;
  readonly network: NetworkInfo["network"];
  /** Addresses of this node's own keys. */
  readonly ownHotkeys: () => Promise<ReadonlySet<string>>;
}

const U16 = 65_535;

/** The `network.*` procedures and the disposer of their stream. */
export function networkHandlers(options: NetworkOptions): {
  readonly handlers: HostHandlers["network"];
  close(): void;
} {
  const { chain } = options;
  const changes = createChannel<NetworkInfo>();
  let blockSeconds: number | undefined;
  let totalIssuance: string | undefined;
  const info = (): NetworkInfo =>
    describe(options.network, chain.state(), blockSeconds, totalIssuance);
  const learn = async (): Promise<void> => {
    blockSeconds ??= await readBlockSeconds(chain);
    totalIssuance = String(await chain.query("SubtensorModule", "TotalIssuance"));
  };
  const stop = chain.onState((state) => {
    changes.publish(info());
    // Slow figures follow the block; a lost connection only leaves the last ones standing.
    if (state.connection === "connected") learn().catch(() => {});
  });
  return {
    close: stop,
    handlers: {
      info: async () => {
        if (chain.state().connection === "connected") await learn();
        return info();
      },
      subnets: async () => {
        const height = chain.state().best?.number ?? 0;
        return (await listSubnets(chain)).map((record) => toSubnet(record, height));
      },
      metagraph: async ({ netuid }) => {
        const best = chain.state().best;
        const [records, own, immunity] = await Promise.all([
          readNeurons(chain, netuid, best?.hash),
          options.ownHotkeys(),
          chain.query("SubtensorModule", "ImmunityPeriod", [netuid], best?.hash),
        ]);
        const block = best?.number ?? 0;
        const immuneSince = block - Number(immunity ?? 0);
        return {
          netuid,
          block,
          neurons: records.map((record) => toNeuron(record, own, immuneSince)),
        };
      },
      watch: (_input, signal) => changes.followFrom(info, signal),
    },
  };
}

async function readBlockSeconds(chain: ChainClient): Promise<number | undefined> {
  // Aura's slot is the real chain's block time; a chain without Aura tells by its own timestamps.
  if (await chain.has({ pallet: "Aura" })) {
    const slot = await chain.constant("Aura", "SlotDuration");
    if (typeof slot === "bigint" && slot > 0n) return Number(slot) / 1000;
  }
  const best = chain.state().best;
  const earlier = best && best.number > 10 ? await chain.blockHash(best.number - 10) : undefined;
  if (!best || earlier === undefined) return undefined;
  const seconds = (best.time - (await chain.blockTime(earlier))) / 10_000;
  return seconds > 0 ? seconds : undefined;
}

function describe(
  network: NetworkInfo["network"],
  state: ChainState,
  blockSeconds: number | undefined,
  totalIssuance: string | undefined,
): NetworkInfo {
  const { best, finalized } = state;
  return {
    network,
    endpoint: state.endpoint,
    connection: state.connection,
    ...(state.chain === undefined ? {} : { chain: state.chain }),
    ...(state.genesis === undefined ? {} : { genesis: state.genesis }),
    ...(state.specVersion === undefined ? {} : { specVersion: state.specVersion }),
    ...(best ? { best: { number: best.number, hash: best.hash, time: best.time } } : {}),
    ...(finalized ? { finalized: { number: finalized.number, hash: finalized.hash } } : {}),
    ...(blockSeconds === undefined ? {} : { blockSeconds }),
    ...(totalIssuance === undefined ? {} : { totalIssuance }),
  };
}

function toSubnet(record: SubnetRecord, height: number): Subnet {
  return {
    netuid: record.netuid,
    name: record.name,
    symbol: record.symbol,
    ownerHotkey: record.ownerHotkey,
    neurons: record.neurons,
    maximumNeurons: record.maximumNeurons,
    tempo: record.tempo,
    blocksUntilEpoch: Math.max(0, (record.nextEpochBlock ?? height) - height),
    burn: String(record.burn),
    price: String(record.price),
    taoIn: String(record.taoIn),
    alphaIn: String(record.alphaIn),
    alphaOut: String(record.alphaOut),
    emission: String(record.emission),
    registrationAllowed: record.registrationAllowed,
  };
}

function toNeuron(record: NeuronRecord, own: ReadonlySet<string>, immuneSince: number): Neuron {
  return {
    uid: record.uid,
    hotkey: record.hotkey,
    coldkey: record.coldkey,
    own: own.has(record.hotkey),
    active: record.active,
    ...(record.axon ? { axon: `${record.axon.ip}:${record.axon.port}` } : {}),
    stake: String(record.stake),
    incentive: record.incentive / U16,
    dividends: record.dividends / U16,
    consensus: record.consensus / U16,
    trust: record.validatorTrust / U16,
    permit: record.validatorPermit,
    emission: String(record.emission),
    lastUpdate: record.lastUpdate,
    registeredAt: record.registeredAt,
    immune: record.registeredAt > immuneSince,
  };
}
