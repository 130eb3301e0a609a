import { type BlockRef, type Chain, StateDiscarded } from "../chain.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { Follow } from "./follow.ts";
import { hexBytes, list, text } from "./params.ts";
import { bodyOf, callRuntime, hex, type Methods, type NodeServices } from "./services.ts";
import type { Session } from "./session.ts";
import {
  BEGINNING,
  type StorageItem,
  type StoragePlace,
  storageItems,
  storagePage,
} from "./storage-query.ts";

/** Follows one connection may have, as polkadot-sdk's MAX_FOLLOW_SUBSCRIPTIONS_PER_CONNECTION. */
const MOST_FOLLOWS = 4;
/** Storage items in one event, and before the client has to say that it wants more. */
const ITEMS_PER_EVENT = 512;
const ITEMS_BEFORE_WAITING = 4096;

/** Work on a block, told of by the events of its operation. */
type Work = (follow: Follow, block: BlockRef, operationId: string) => void;

/** chainHead_v1_*: following the chain's head with pinned blocks and operations on them. */
export function chainHeadMethods({ chain }: NodeServices): Methods {
  // A follow has its place from the moment it is asked for, and begins once its id has been sent.
  const follows = new WeakMap<Session, Map<string, Follow | undefined>>();
  const of = (session: Session): Map<string, Follow | undefined> => {
    const known = follows.get(session) ?? new Map<string, Follow | undefined>();
    follows.set(session, known);
    return known;
  };
  /** Starts an operation, done after its id has been sent. A follow that is gone can take no more of them. */
  const operate = (
    session: Session,
    [id, hash]: readonly unknown[],
    weight: number,
    work: (granted: number) => Work,
  ): { result: string; operationId?: string; granted: number } => {
    const follow = of(session).get(String(id));
    if (!follow) return { result: "limitReached", granted: 0 };
    const block = follow.pinned(hash);
    const started = follow.start(weight);
    if (!started) return { result: "limitReached", granted: 0 };
    const { id: operationId, weight: granted } = started;
    const answer = work(granted);
    session.afterAnswer(() =>
      inWords(follow, operationId, () => answer(follow, block, operationId)),
    );
    return { result: "started", operationId, granted };
  };
  const answered = ({ granted: _granted, ...answer }: { granted: number }): unknown => answer;

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
        const follow = new Follow(chain, withRuntime === true, notify);
        mine.set(id, follow);
        follow.begin();
        const stop = chain.onBlock((block) => {
          if (!follow.advance(block)) end();
        });
        return () => {
          mine.delete(id);
          stop();
        };
      });
      mine.set(id, undefined);
      return id;
    },
    chainHead_v1_unfollow([id], session) {
      of(session).delete(String(id));
      return session.unsubscribe(id);
    },
    chainHead_v1_header([id, hash], session) {
      const follow = of(session).get(String(id));
      if (!follow) return null;
      const block = chain.blockAt(follow.pinned(hash).number);
      return block ? hex(block.header) : null;
    },
    chainHead_v1_body: (params, session) =>
      answered(
        operate(session, params, 1, () => (follow, { number }, operationId) => {
          const block = chain.blockAt(number);
          if (block) follow.end(operationId, done("operationBodyDone", { value: bodyOf(block) }));
          else follow.end(operationId, { event: "operationInaccessible" });
        }),
      ),
    chainHead_v1_call(params, session) {
      const name = text(params[2], "function");
      const bytes = hexBytes(params[3], "parameters");
      const known = of(session).get(String(params[0]));
      if (known?.pinned(params[1]) && !known.withRuntime)
        throw new RpcFailure(
          rpcCodes.withoutRuntime,
          "The `chainHead_follow` subscription was started with `withRuntime` set to `false`",
        );
      return answered(
        operate(session, params, 1, () => (follow, block, operationId) => {
          const output = hex(callRuntime(chain, block, name, bytes));
          follow.end(operationId, done("operationCallDone", { output }));
        }),
      );
    },
    chainHead_v1_storage(params, session) {
      const items = storageItems(params[2]);
      const childTrie = params[3] !== undefined && params[3] !== null;
      const { granted, ...answer } = operate(session, params, items.length, (most) => {
        // No pallet here has child tries: whatever is asked of one is not there.
        const wanted = childTrie ? [] : items.slice(0, most);
        return (follow, block, operationId) =>
          readStorage({ chain, follow, block, operationId, items: wanted }, BEGINNING);
      });
      return answer.result === "started"
        ? { ...answer, discardedItems: items.length - granted }
        : answer;
    },
    chainHead_v1_stopOperation([id, operation], session) {
      of(session).get(String(id))?.stop(text(operation, "operation"));
      return null;
    },
    chainHead_v1_continue([id, operation], session) {
      const follow = of(session).get(String(id));
      const operationId = text(operation, "operation");
      const resume = follow?.resume(operationId);
      if (follow && resume) session.afterAnswer(() => inWords(follow, operationId, resume));
      return null;
    },
    chainHead_v1_unpin([id, hashes], session) {
      const follow = of(session).get(String(id));
      follow?.unpin(Array.isArray(hashes) ? list(hashes, "hashes") : [hashes]);
      return null;
    },
  };
}

function done<Facts extends object>(event: string, facts: Facts): { event: string } & Facts {
  return { event, ...facts };
}

/** One storage operation. */
interface Reading {
  readonly chain: Chain;
  readonly follow: Follow;
  readonly block: BlockRef;
  readonly operationId: string;
  readonly items: readonly StorageItem[];
}

/** Reads on from a place until all is told or the client is to say that it wants more. */
function readStorage(reading: Reading, from: StoragePlace): void {
  const { chain, follow, block, operationId, items } = reading;
  const state = chain.stateAt(block);
  let place: StoragePlace | undefined = from;
  for (let told = 0; place && told < ITEMS_BEFORE_WAITING; told += ITEMS_PER_EVENT) {
    const page = storagePage(state, items, place, ITEMS_PER_EVENT);
    if (page.answers.length > 0)
      follow.tell(operationId, done("operationStorageItems", { items: page.answers }));
    place = page.next;
  }
  const next = place;
  if (next) follow.wait(operationId, () => readStorage(reading, next));
  else follow.end(operationId, { event: "operationStorageDone" });
}

/** Does an operation's work; what goes wrong is the last that is told of it. */
function inWords(follow: Follow, operationId: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof StateDiscarded) {
      follow.end(operationId, { event: "operationInaccessible" });
      return;
    }
    if (!(error instanceof RpcFailure)) throw error;
    follow.end(
      operationId,
      done("operationError", { error: error.message.replace("Client error: ", "") }),
    );
  }
}
