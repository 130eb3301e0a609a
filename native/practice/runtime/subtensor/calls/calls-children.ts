import { ensureSigned } from "../../../frame/context.ts";
import { childkeyLimits, setChildkeyTake } from "../children/childkey-take.ts";
import { setAutoParentDelegation, setChildren } from "../children/children.ts";
import type { childrenCalls } from "../declaration/calls-children.ts";
import type { Handlers } from "./handlers.ts";

/** What the calls about child keys do. */
export const childrenHandlers: Handlers<typeof childrenCalls> = {
  set_children(context, { hotkey, netuid, children }) {
    setChildren(context, ensureSigned(context), hotkey, netuid, children);
  },
  set_childkey_take(context, { hotkey, netuid, take }) {
    setChildkeyTake(context, ensureSigned(context), hotkey, netuid, take);
  },
  set_auto_parent_delegation_enabled(context, { hotkey, enabled }) {
    setAutoParentDelegation(context, ensureSigned(context), hotkey, enabled);
  },
  sudo_set_tx_childkey_take_rate_limit(context, { tx_rate_limit }) {
    childkeyLimits.rateLimit(context, tx_rate_limit);
  },
  sudo_set_min_childkey_take(context, { take }) {
    childkeyLimits.minimum(context, take);
  },
  sudo_set_max_childkey_take(context, { take }) {
    childkeyLimits.maximum(context, take);
  },
  set_pending_childkey_cooldown(context, { cooldown }) {
    childkeyLimits.cooldown(context, cooldown);
  },
};
