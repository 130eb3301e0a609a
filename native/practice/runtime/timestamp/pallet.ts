import { ensureNone } from "../../frame/context.ts";
import { definePallet, implement } from "../../frame/pallet.ts";
import { storageValue } from "../../frame/storage.ts";
import { bool, compact, u64 } from "../../scale/type.ts";

/** The Timestamp pallet: the time of a block, set by its first extrinsic. */
export const timestamp = definePallet({
  name: "Timestamp",
  index: 2,
  path: ["pallet_timestamp", "pallet"],
  associatedTypes: { Moment: u64 },
  storage: { Now: storageValue(u64), DidUpdate: storageValue(bool) },
  calls: {
    set: {
      index: 0,
      args: { now: compact(u64) },
      typeNames: { now: "T::Moment" },
      pays: true,
      weight: 0n,
      dispatchClass: "Mandatory",
    },
  },
  events: {},
  errors: {},
  constants: { MinimumPeriod: { type: u64, value: 6000n } },
});

/** Time only moves on: a block earlier than its parent is refused. */
export const timestampModule = implement(timestamp, {
  set(context, { now }) {
    ensureNone(context);
    const before = timestamp.storage.Now.get(context.state);
    if (now < before) throw new RangeError(`time ran back from ${before} to ${now}`);
    timestamp.storage.Now.put(context.state, now);
  },
});
