import { toHex } from "@polkadot-api/utils";
import { getPolkadotSigner } from "polkadot-api/signer";
import { HearthError } from "../api/errors.ts";
import type { At, ChainCall, ChainClient, TransactionSigner } from "./chain-port.ts";
import { openConnection } from "./connection.ts";
import { MORTAL_PERIOD } from "./inclusion.ts";
import { createNonceManager } from "./nonce-manager.ts";
import { stateReader } from "./state-reader.ts";
import { type SubmitContext, submit } from "./submit.ts";

export type {
  At,
  BlockRef,
  ChainCall,
  ChainClient,
  ChainEvent,
  ChainFeature,
  ChainState,
  Included,
  SubmitOptions,
  SubmitProgress,
  TransactionSigner,
} from "./chain-port.ts";

/** Where to connect, and to which chain. */
export interface ChainOptions {
  /** ws:// or wss:// addresses of nodes of one network, tried in turn. */
  readonly endpoints: readonly string[];
  /** Hash of block 0 that the network must have; without it, whatever the first connection has from then on. */
  readonly genesis?: string;
}

/** Connects to a chain through polkadot-api and stays connected. Whoever opens it closes it. */
export function connectChain({ endpoints, genesis }: ChainOptions): ChainClient {
  if (endpoints.length === 0)
    throw new HearthError("BAD_INPUT", { reason: "no endpoint was given" });
  const connection = openConnection(endpoints, genesis);
  const { rpc, client } = connection;
  const reader = stateReader(rpc, connection.runtime);
  const state = () => connection.state();

  const blockHash = async (number: number): Promise<string | undefined> =>
    ((await rpc("chain_getBlockHash", [number])) as string | null) ?? undefined;
  const hashAt = async (at: At): Promise<string> => {
    if (at !== "best" && at !== "finalized") return at;
    if (!state().best) await connection.runtime();
    const hash = (at === "best" ? state().best : state().finalized)?.hash;
    if (hash === undefined)
      throw new HearthError("CHAIN_UNREACHABLE", { endpoint: state().endpoint });
    return hash;
  };
  const query: ChainClient["query"] = async (pallet, item, keys = [], at = "best") =>
    reader.value(await hashAt(at), pallet, item, keys);

  /** The dynamic builder takes the call by name; it throws its own errors, so a missing call is told before. */
  const transaction = async ({ pallet, name, args }: ChainCall) => {
    (await connection.runtime()).encodeCall(pallet, name, args);
    const entry = client.getUnsafeApi().tx[pallet]?.[name];
    if (!entry) throw new HearthError("CHAIN_LACKS", { what: `${pallet}.${name}` });
    return entry(args);
  };
  const sign = async (
    call: ChainCall,
    signer: TransactionSigner,
    nonce: number,
  ): Promise<string> => {
    const polkadotSigner = getPolkadotSigner(signer.publicKey, "Sr25519", (payload) =>
      signer.sign(payload),
    );
    const mortality = { mortal: true, period: MORTAL_PERIOD } as const;
    const signed = await (await transaction(call)).sign(polkadotSigner, { nonce, mortality });
    return toHex(signed);
  };
  const fee = async (call: ChainCall, address: string): Promise<bigint> =>
    (await transaction(call)).getEstimatedFees(address, { nonce: 0 });

  const context: SubmitContext = {
    rpc,
    sign,
    fee,
    nonces: createNonceManager(
      async (address) => (await rpc("system_accountNextIndex", [address])) as number,
    ),
    finalized: () => state().finalized,
    onReconnected: (listener) => {
      let connected = state().connection === "connected";
      return connection.onState(({ connection: now }) => {
        const before = connected;
        connected = now === "connected";
        if (connected && !before) listener();
      });
    },
    events: reader.events,
    freeBalance: async (address) => {
      const account = (await query("System", "Account", [address])) as { data: { free: bigint } };
      return account.data.free;
    },
    blocks: {
      best: () => state().best,
      onBest: connection.onBest,
      onFinalized: connection.onFinalized,
      blockHash,
      extrinsics: async (hash) => {
        const answer = (await rpc("chain_getBlock", [hash])) as { block: { extrinsics: string[] } };
        return answer.block.extrinsics;
      },
      endpoint: () => state().endpoint,
    },
  };

  return {
    state,
    onState: connection.onState,
    onBest: connection.onBest,
    onFinalized: connection.onFinalized,
    whenConnected: connection.whenConnected,
    query,
    entries: async (pallet, item, partialKeys = [], at = "best") =>
      reader.entries(await hashAt(at), pallet, item, partialKeys),
    api: async (name, method, args, at = "best") =>
      reader.call(await hashAt(at), name, method, args),
    constant: async (pallet, name) => (await connection.runtime()).constant(pallet, name),
    has: async (feature) => (await connection.runtime()).has(feature),
    events: reader.events,
    blockHash,
    blockTime: async (hash) => Number(await reader.value(hash, "Timestamp", "Now", [])),
    submit: (call, signer, options) => submit(context, call, signer, options),
    fee,
    close: async () => connection.close(),
  };
}
