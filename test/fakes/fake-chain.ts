import { HearthError } from "../../native/api/errors.ts";
import type {
  At,
  BlockRef,
  ChainCall,
  ChainClient,
  ChainEvent,
  ChainFeature,
  ChainState,
} from "../../native/chain/chain-port.ts";
import { listeners } from "../../native/chain/listeners.ts";
import { type FakeStorage, fakeStorage } from "./fake-storage.ts";

/** An event before it has its place in a block. */
export interface FakeEvent {
  readonly pallet: string;
  readonly name: string;
  readonly value: unknown;
}

/** Carries out a submitted call: changes storage through the chain, answers its events, or throws what the network would. */
export type FakeDispatch = (call: ChainCall, address: string) => readonly FakeEvent[];

/** A chain in memory: what tests set is what reads find, at every block. */
export interface FakeChain extends ChainClient {
  /** Sets a storage value from the next block on, and at the newest one. */
  set(pallet: string, item: string, keys: readonly unknown[], value: unknown): void;
  /** The answer gets the arguments and, behind them, the block that is asked. */
  setApi(name: string, method: string, answer: (...args: readonly unknown[]) => unknown): void;
  setConstant(pallet: string, name: string, value: unknown): void;
  /** Makes the runtime lack something: "Pallet.name" or "Api.method". */
  lack(name: string): void;
  dispatch(handler: FakeDispatch): void;
  /** Adds blocks; the events come in the first of them. With `finalize: false` they are best only. */
  advance(options?: {
    readonly blocks?: number;
    readonly events?: readonly FakeEvent[];
    readonly finalize?: boolean;
  }): BlockRef;
  /** Replaces the newest `depth` unfinalized blocks by one other at the lowest of their numbers. */
  reorganise(depth: number, events?: readonly FakeEvent[]): BlockRef;
  /** Forgets the state of all blocks below this number. */
  prune(below: number): void;
  connect(connected: boolean): void;
  /** Everything that was submitted, in order. */
  readonly submissions: readonly { readonly call: ChainCall; readonly address: string }[];
}

interface FakeBlock {
  readonly ref: BlockRef;
  readonly events: readonly ChainEvent[];
  readonly storage: FakeStorage;
}

const GENESIS_MILLIS = 1_760_000_000_000;
const FEE = 150_000n;

/** A connected chain at block `start` with one second between blocks. Every submission makes a block of its own. */
export function fakeChain({ start = 1, genesis = `0x${"47".repeat(32)}` } = {}): FakeChain {
  const stateNews = listeners<ChainState>();
  const bestNews = listeners<BlockRef>();
  const finalNews = listeners<BlockRef>();
  const storage = fakeStorage();
  const apis = new Map<string, (...args: readonly unknown[]) => unknown>();
  const constants = new Map<string, unknown>();
  const lacking = new Set<string>();
  const submissions: { call: ChainCall; address: string }[] = [];
  const chain = new Map<number, FakeBlock>();
  const byHash = new Map<string, FakeBlock>();
  let handler: FakeDispatch = () => [];
  let salt = 0;
  let prunedBelow = 0;
  let connection: ChainState["connection"] = "connected";
  let best = add(start, []);
  let finalized = best.ref;

  function add(number: number, events: readonly ChainEvent[]): FakeBlock {
    salt += 1;
    const hash = `0x${number.toString(16).padStart(32, "0")}${salt.toString(16).padStart(32, "0")}`;
    const parent = chain.get(number - 1)?.ref.hash ?? genesis;
    const block = { ref: { number, hash, parent }, events, storage: storage.snapshot() };
    chain.set(number, block);
    byHash.set(hash, block);
    return block;
  }
  const time = (number: number): number => GENESIS_MILLIS + number * 1000;
  const state = (): ChainState => ({
    connection,
    endpoint: "ws://fake",
    chain: "fake",
    genesis,
    specVersion: 1,
    best: { ...best.ref, time: time(best.ref.number) },
    finalized,
  });
  const place = (events: readonly FakeEvent[], extrinsic?: number): ChainEvent[] =>
    events.map((event, index) => ({
      index,
      ...(extrinsic === undefined ? {} : { extrinsic }),
      ...event,
    }));
  const grow = (events: readonly ChainEvent[], finalize: boolean): FakeBlock => {
    best = add(best.ref.number + 1, events);
    const block = best;
    stateNews.tell(state());
    bestNews.tell(block.ref);
    if (finalize) finalizeTo(block.ref);
    return block;
  };
  const finalizeTo = (target: BlockRef): void => {
    for (let number = finalized.number + 1; number <= target.number; number += 1) {
      finalized = (chain.get(number) as FakeBlock).ref;
      finalNews.tell(finalized);
    }
  };
  const blockAt = (at: At): FakeBlock => {
    if (connection !== "connected")
      throw new HearthError("CHAIN_UNREACHABLE", { endpoint: "ws://fake" });
    const hash = at === "best" ? best.ref.hash : at === "finalized" ? finalized.hash : at;
    const block = byHash.get(hash);
    if (!block || block.ref.number < prunedBelow)
      throw new HearthError("STATE_DISCARDED", { block: hash });
    return block;
  };
  const need = (what: string): void => {
    if (lacking.has(what)) throw new HearthError("CHAIN_LACKS", { what });
  };
  const has = ({ pallet, call, item, api, method }: ChainFeature): boolean => {
    if (api !== undefined) return apis.has(`${api}.${method}`);
    return ![call, item].some((name) => name !== undefined && lacking.has(`${pallet}.${name}`));
  };

  return {
    state,
    submissions,
    onState: stateNews.add,
    onBest: bestNews.add,
    onFinalized: finalNews.add,
    whenConnected: async () => void blockAt("best"),
    query: async (pallet, item, keys = [], at = "best") => {
      need(`${pallet}.${item}`);
      return blockAt(at).storage.get(pallet, item, keys);
    },
    entries: async (pallet, item, partialKeys = [], at = "best") => {
      need(`${pallet}.${item}`);
      return blockAt(at).storage.entries(pallet, item, partialKeys);
    },
    api: async (name, method, args, at = "best") => {
      const block = blockAt(at);
      const answer = apis.get(`${name}.${method}`);
      if (!answer) throw new HearthError("CHAIN_LACKS", { what: `${name}.${method}` });
      return answer(...args, block.ref);
    },
    constant: async (pallet, name) => {
      if (constants.has(`${pallet}.${name}`)) return constants.get(`${pallet}.${name}`);
      throw new HearthError("CHAIN_LACKS", { what: `${pallet}.${name}` });
    },
    has: async (feature) => has(feature),
    events: async (hash) => blockAt(hash).events,
    blockHash: async (number) => chain.get(number)?.ref.hash,
    blockTime: async (hash) => time(blockAt(hash).ref.number),
    fee: async () => FEE,
    submit: async (call, signer, options = {}) => {
      if (options.signal?.aborted) throw new HearthError("CANCELLED");
      blockAt("best");
      need(`${call.pallet}.${call.name}`);
      await signer.sign(new TextEncoder().encode(call.name));
      submissions.push({ call, address: signer.address });
      const own = handler(call, signer.address);
      const events = place([...own, { pallet: "System", name: "ExtrinsicSuccess", value: {} }], 1);
      const { ref } = grow(events, true);
      const hash = `0x${submissions.length.toString(16).padStart(64, "0")}`;
      options.onProgress?.({ state: "in-block", hash, block: ref });
      return { hash, blockHash: ref.hash, block: ref.number, extrinsicIndex: 1, fee: FEE, events };
    },
    close: async () => {
      connection = "disconnected";
    },
    set: (pallet, item, keys, value) => {
      storage.set(pallet, item, keys, value);
      best.storage.set(pallet, item, keys, value);
    },
    setApi: (name, method, answer) => void apis.set(`${name}.${method}`, answer),
    setConstant: (pallet, name, value) => void constants.set(`${pallet}.${name}`, value),
    lack: (name) => void lacking.add(name),
    dispatch: (given) => {
      handler = given;
    },
    advance: ({ blocks = 1, events = [], finalize = true } = {}) => {
      for (let count = 0; count < blocks; count += 1) {
        grow(count === 0 ? place(events) : [], finalize);
      }
      return best.ref;
    },
    reorganise: (depth, events = []) => {
      const lowest = Math.max(finalized.number + 1, best.ref.number - depth + 1);
      for (let number = lowest; number <= best.ref.number; number += 1) chain.delete(number);
      best = chain.get(lowest - 1) as FakeBlock;
      return grow(place(events), false).ref;
    },
    prune: (below) => {
      prunedBelow = below;
    },
    connect: (connected) => {
      connection = connected ? "connected" : "disconnected";
      stateNews.tell(state());
    },
  };
}
