import type { RuntimeCall } from "../../frame/context.ts";
import { type CallName, type Condition, PROXY_RULES, type ProxyRule } from "./rules.ts";
import type { ProxyType } from "./types.ts";

const rules: ReadonlyMap<ProxyType, ProxyRule> = new Map(PROXY_RULES);

/** True when a proxy of the type may make the call. Pure: the table decides, nothing else. */
export function allows(type: ProxyType, call: RuntimeCall): boolean {
  const rule = rules.get(type) ?? { mode: "deny all" };
  switch (rule.mode) {
    case "allow all":
      return true;
    case "deny all":
      return false;
    case "deny":
      return !names(rule.calls, call);
    case "allow": {
      if (!names(rule.calls, call) || names(rule.except ?? [], call)) return false;
      const condition = rule.conditions?.[`${call.type}.${call.value.type}`];
      return condition === undefined || holds(condition, call);
    }
    default:
      return rule satisfies never;
  }
}

/** True when whoever holds `type` may also give and take `other`. */
export function isSuperset(type: ProxyType, other: ProxyType): boolean {
  if (type === other || type === "Any") return true;
  if (other === "Any") return false;
  if (type === "NonTransfer") return other !== "Transfer" && other !== "SmallTransfer";
  return type === "Transfer" && other === "SmallTransfer";
}

/**
 * What an origin may call while a proxy of the type acts for it, batches included: what the type allows, and no change
 * of proxies beyond its own rights.
 */
export function proxyFilter(type: ProxyType): (call: RuntimeCall) => boolean {
  return (call) => {
    if (call.type === "Proxy") {
      const { type: name, value } = call.value;
      if (name === "add_proxy" || name === "remove_proxy") {
        const { proxy_type } = value as { proxy_type: { type: ProxyType } };
        if (!isSuperset(type, proxy_type.type)) return false;
      }
      if ((name === "remove_proxies" || name === "kill_pure") && type !== "Any") return false;
    }
    return allows(type, call);
  };
}

function names(calls: readonly CallName[], { type, value }: RuntimeCall): boolean {
  return calls.includes(`${type}.${value.type}`) || calls.includes(`${type}.*`);
}

function holds(condition: Condition, { value: { value } }: RuntimeCall): boolean {
  const argument = (value as Readonly<Record<string, unknown>>)[condition.argument];
  if (condition.kind === "below") return (argument as bigint) < condition.limit;
  return names([condition.call], argument as RuntimeCall);
}
