import { HearthError } from "../../api/errors.ts";
import type { ChainClient } from "../../chain/chain-port.ts";
import { ipToInteger } from "../../protocol/axon-address.ts";
import { waitForBlock } from "../../subnets/membership/blocks.ts";
import { hotkeySigner } from "../../subnets/membership/hotkey-signer.ts";
import type { Keypair } from "../../wallet/keypair.ts";

/** Version that the endpoint announces, in the SDK's form (major*10000000 + minor*1000 + patch): btauth/1 came with 11. */
const AXON_VERSION = 110_000_000;
/** "axon" protocol number of the SDK. */
const AXON_PROTOCOL = 4;

/** An endpoint as the chain stores it. */
export interface StoredAxon {
  readonly block: bigint;
  readonly ip: bigint;
  readonly port: number;
  readonly ip_type: number;
  readonly protocol: number;
}

/** What announcing came to. `block` is absent where the chain already had it. */
export interface Announcement {
  readonly changed: boolean;
  readonly block?: number;
}

/** The endpoint that a hotkey announced, or undefined. */
export async function readAxon(
  chain: ChainClient,
  netuid: number,
  hotkey: string,
): Promise<StoredAxon | undefined> {
  const stored = await chain.query("SubtensorModule", "Axons", [netuid, hotkey]);
  return (stored ?? undefined) as StoredAxon | undefined;
}

/**
 * Puts the endpoint on chain, signed by the hotkey and free of charge. Sends nothing where it stands there already; waits out
 * ServingRateLimit and tells `onWait` until which block. Throws BAD_INPUT for an address that the chain cannot store.
 */
export async function announce(options: {
  readonly chain: ChainClient;
  readonly netuid: number;
  readonly hotkey: Keypair;
  readonly ip: string;
  readonly port: number;
  readonly onWait: (untilBlock: number) => void;
  /** Gives it up while nothing was sent. */
  readonly signal: AbortSignal;
  /** Gives up following what was sent; `signal` unless told. */
  readonly ended?: AbortSignal;
}): Promise<Announcement> {
  const { chain, netuid, hotkey, port, signal, ended = signal } = options;
  const address = ipToInteger(options.ip);
  if (address === undefined) {
    throw new HearthError("BAD_INPUT", { reason: `${options.ip} is not an IP address` });
  }
  const stored = await readAxon(chain, netuid, hotkey.address);
  const same =
    stored !== undefined &&
    BigInt(stored.ip) === address.ip &&
    stored.port === port &&
    stored.ip_type === address.ipType &&
    stored.protocol === AXON_PROTOCOL;
  if (same) return { changed: false };
  const limit = await chain.query("SubtensorModule", "ServingRateLimit", [netuid]);
  if (stored !== undefined && stored.block > 0n) {
    // The transaction is included one block after the best one.
    const free = Number(stored.block) + Number(limit) - 1;
    const best = chain.state().best?.number ?? 0;
    if (best < free) options.onWait(free);
    await waitForBlock(chain, (block) => block >= free, signal);
  }
  signal.throwIfAborted();
  const included = await chain.submit(
    {
      pallet: "SubtensorModule",
      name: "serve_axon",
      args: {
        netuid,
        version: AXON_VERSION,
        ip: address.ip,
        port,
        ip_type: address.ipType,
        protocol: AXON_PROTOCOL,
        placeholder1: 0,
        placeholder2: 0,
      },
    },
    hotkeySigner(hotkey),
    { until: "in-block", signal: ended },
  );
  return { changed: true, block: included.block };
}
