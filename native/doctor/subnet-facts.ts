import { freeBalance } from "../chain/reads/account.ts";
import { type NeuronRecord, readNeurons } from "../chain/reads/neurons.ts";
import { readBurn, readUid } from "../subnets/membership/registration.ts";
import type { PlaceFacts } from "./mining/place.ts";
import type { RankFacts } from "./mining/rank.ts";
import type { PeerFacts } from "./network/peers.ts";
import type { DoctorPorts } from "./ports.ts";

/** What the chain says of the subnet and of us on it; each is read anew. */
export interface SubnetFacts {
  peers(): Promise<PeerFacts>;
  place(): Promise<PlaceFacts>;
  rank(): Promise<RankFacts>;
  /** Where the chain tells validators to look for us. */
  announced(): Promise<{ readonly ip: string; readonly port: number } | undefined>;
}

/** Reads by the chain client of the node, for the miner that runs or, where none does, the wallet that would mine. */
export function subnetFacts(ports: DoctorPorts): SubnetFacts {
  const { chain, mining } = ports;
  const netuid = (): number => mining.status().netuid ?? ports.netuid;
  const height = (): number => chain.state().best?.number ?? 0;

  const key = async (): Promise<
    { wallet: string; coldkey: string; address: string } | undefined
  > => {
    const status = mining.status();
    const wallets = await ports.wallets.list();
    const usable = wallets.filter(({ damaged }) => damaged === undefined);
    const wallet = usable.find(({ name }) => name === status.wallet) ?? usable[0];
    const hotkeys = wallet?.hotkeys ?? [];
    const hotkey = hotkeys.find(({ name }) => name === (status.hotkey ?? "default")) ?? hotkeys[0];
    if (wallet?.coldkey === undefined || hotkey === undefined) return undefined;
    return { wallet: wallet.name, coldkey: wallet.coldkey, address: hotkey.address };
  };
  const own = (neurons: readonly NeuronRecord[], address: string | undefined) =>
    neurons.find(({ hotkey }) => hotkey === address);

  return {
    peers: async () => ({
      netuid: netuid(),
      block: height(),
      tempo: ports.pace().tempo,
      neurons: await readNeurons(chain, netuid()),
    }),
    place: async () => {
      const found = await key();
      if (found === undefined) return { kind: "no-wallet" };
      const [uid, burn, free] = await Promise.all([
        readUid(chain, netuid(), found.address),
        readBurn(chain, netuid()),
        freeBalance(chain, found.coldkey),
      ]);
      const { wallet, address } = found;
      return { kind: "wallet", wallet, address, netuid: netuid(), uid, burn, free };
    },
    rank: async () => {
      const [found, neurons, immunity, maximum] = await Promise.all([
        key(),
        readNeurons(chain, netuid()),
        chain.query("SubtensorModule", "ImmunityPeriod", [netuid()]),
        chain.query("SubtensorModule", "MaxAllowedUids", [netuid()]),
      ]);
      const immuneSince = height() - Number(immunity ?? 0);
      return {
        uid: own(neurons, found?.address)?.uid,
        maximum: Number(maximum ?? 0),
        neurons: neurons.map(({ uid, emission, registeredAt }) => ({
          uid,
          emission,
          registeredAt,
          immune: registeredAt > immuneSince,
          exempt: false,
        })),
      };
    },
    announced: async () => {
      const found = await key();
      return own(await readNeurons(chain, netuid()), found?.address)?.axon;
    },
  };
}
