import type { Block } from "../block.ts";
import type { BlockRef, Chain } from "../chain.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexBytes, list, optionalHash, text } from "./params.ts";
import {
  bodyOf,
  callRuntime,
  hex,
  type Method,
  type Methods,
  type NodeServices,
  runtimeSpec,
  stateOf,
} from "./services.ts";
import type { Session } from "./session.ts";
import { answerItems, storageItems } from "./storage-query.ts";

/** Follows one connection may have, and blocks one follow may keep pinned. */
const MOST_FOLLOWS = 4;
const MOST_PINNED = 1024;
/** Finalized blocks told of at the start, so that a client coming back finds the one it knew. */
const FIRST_FINALIZED = 16;
const ITEMS_PER_EVENT = 512;

interface Follow {
  readonly pinned: Map<string, BlockRef>;
  readonly notify: (event: unknown) => void;
  operations: number;
}

/** chainHead_v1_*: following the chain's head with pinned blocks and operations on them. */
export function chainHeadMethods({ chain }: NodeServices): Methods {
  const follows = new WeakMap<Session, Map<string, Follow>>();
  const of = (session: Session): Map<string, Follow> => {
    const known = follows.get(session) ?? new Map<string, Follow>();
    follows.set(session, known);
    return known;
  };
  const pinnedBlock = (follow: Follow, value: unknown): BlockRef => {
    const block = follow.pinned.get(optionalHash(value) ?? "");
    if (!block) throw new RpcFailure(rpcCodes.invalidBlockHash, "Invalid block hash");
    return block;
  };
  /** Answers an operation after its id has been sent. A follow that is gone can take no more of them. */
  const operation =
    (
      run: (
        block: BlockRef,
        params: readonly unknown[],
        follow: Follow,
      ) => (event: (body: object) => void) => void,
    ): Method =>
    ([id, ...params], session) => {
      const follow = of(session).get(String(id));
      if (!follow) return { result: "limitReached" };
      const block = pinnedBlock(follow, params[0]);
      const answer = run(block, params.slice(1), follow);
      follow.operations += 1;
      const operationId = String(follow.operations);
      session.afterAnswer(() =>
        answerSafely(answer, (body) => follow.notify({ ...body, operationId })),
      );
      return { result: "started", operationId };
    };

  return {
    chainHead_v1_follow([withRuntime], session) {
      const mine = of(session);
      if (mine.size >= MOST_FOLLOWS) {
        throw new RpcFailure(
          rpcCodes.tooManyFollows,
          "Maximum number of chainHead_follow has been reached",
        );
      }
      const id = session.subscribe("chainHead_v1_followEvent", (notify, end) => {
        const follow: Follow = { pinned: new Map(), notify, operations: 0 };
        mine.set(id, follow);
        begin(chain, follow, withRuntime === true);
        const stop = chain.onBlock((block) => {
          advance(chain, follow, block, withRuntime === true);
          if (follow.pinned.size <= MOST_PINNED) return;
          notify({ event: "stop" });
          end();
        });
        return () => {
          mine.delete(id);
          stop();
        };
      });
      return id;
    },
    chainHead_v1_unfollow: ([id], session) => void session.unsubscribe(id),
    chainHead_v1_header([id, hash], session) {
      const follow = of(session).get(String(id));
      if (!follow) return null;
      const block = chain.blockAt(pinnedBlock(follow, hash).number);
      return block ? hex(block.header) : null;
    },
    chainHead_v1_body: operation(({ number }) => (event) => {
      const block = chain.blockAt(number);
      if (block) event({ event: "operationBodyDone", value: bodyOf(block) });
      else event({ event: "operationInaccessible" });
    }),
    chainHead_v1_call: operation((block, [method, args]) => {
      const name = text(method, "function");
      const bytes = hexBytes(args, "parameters");
      return (event) =>
        event({ event: "operationCallDone", output: hex(callRuntime(chain, block, name, bytes)) });
    }),
    chainHead_v1_storage(params, session) {
      const items = storageItems(params[2]);
      const started = operation((block) => (event) => {
        const answers = answerItems(stateOf(chain, block), items);
        for (let from = 0; from < answers.length; from += ITEMS_PER_EVENT) {
          event({
            event: "operationStorageItems",
            items: answers.slice(from, from + ITEMS_PER_EVENT),
          });
        }
        event({ event: "operationStorageDone" });
      })(params, session) as { result: string };
      return started.result === "started" ? { ...started, discardedItems: 0 } : started;
    },
    // Everything is answered at once: there is never anything to stop or continue.
    chainHead_v1_stopOperation: () => null,
    chainHead_v1_continue: () => null,
    chainHead_v1_unpin([id, hashes], session) {
      const follow = of(session).get(String(id));
      if (!follow) return null;
      const given = (Array.isArray(hashes) ? list(hashes, "hashes") : [hashes]).map(
        (each) => pinnedBlock(follow, each).hash,
      );
      for (const hash of given) follow.pinned.delete(hash);
      return null;
    },
  };
}

function answerSafely(
  answer: (event: (body: object) => void) => void,
  event: (body: object) => void,
): void {
  try {
    answer(event);
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
    event({ event: "operationError", error: error.message });
  }
}

function begin(chain: Chain, follow: Follow, withRuntime: boolean): void {
  const { best, finalized } = chain;
  const first = Math.max(0, finalized.number - FIRST_FINALIZED + 1);
  const hashes: string[] = [];
  for (let number = first; number <= finalized.number; number += 1) {
    const hash = chain.hashAt(number);
    if (hash === undefined) continue;
    hashes.push(hash);
    follow.pinned.set(hash, { number, hash });
  }
  const runtime = withRuntime ? { finalizedBlockRuntime: runtimeSpec(chain.runtime) } : {};
  follow.notify({ event: "initialized", finalizedBlockHashes: hashes, ...runtime });
  if (best.number > finalized.number) {
    announce(follow, best, finalized.hash, withRuntime);
  }
}

function advance(
  chain: Chain,
  follow: Follow,
  { number, hash, parentHash }: Block,
  withRuntime: boolean,
): void {
  announce(follow, { number, hash }, parentHash, withRuntime);
  follow.notify({
    event: "finalized",
    finalizedBlockHashes: [chain.finalized.hash],
    prunedBlockHashes: [],
  });
}

function announce(
  follow: Follow,
  block: BlockRef,
  parentBlockHash: string,
  withRuntime: boolean,
): void {
  follow.pinned.set(block.hash, block);
  const runtime = withRuntime ? { newRuntime: null } : {};
  follow.notify({ event: "newBlock", blockHash: block.hash, parentBlockHash, ...runtime });
  follow.notify({ event: "bestBlockChanged", bestBlockHash: block.hash });
}
