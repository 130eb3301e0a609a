import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { ensureRoot, ensureSigned } from "../../frame/context.ts";
import { hexOf } from "../../frame/hasher.ts";
import { implement } from "../../frame/pallet.ts";
import { system } from "./pallet.ts";
import { noteReferenceCounts, upgradeHandlers } from "./upgrade.ts";

/** What System's calls do. */
export const systemModule = implement(
  system,
  {
    ...upgradeHandlers,
    remark: (context) => void ensureSigned(context),
    remark_with_event(context, { remark }) {
      const sender = ensureSigned(context);
      context.deposit(system.event.Remarked({ sender, hash: `0x${hexOf(Blake2256(remark))}` }));
    },
    set_storage(context, { items }) {
      ensureRoot(context);
      for (const [key, value] of items) context.state.set(hexOf(key), value);
    },
    kill_storage(context, { keys }) {
      ensureRoot(context);
      for (const key of keys) context.state.delete(hexOf(key));
    },
    kill_prefix(context, { prefix, subkeys }) {
      ensureRoot(context);
      for (const key of context.state.keys(hexOf(prefix)).slice(0, subkeys))
        context.state.delete(key);
    },
  },
  { onInitialize: noteReferenceCounts },
);
