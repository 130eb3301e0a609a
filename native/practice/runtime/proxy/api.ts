import { apiMethod, defineApi } from "../../frame/runtime-api.ts";
import type { RuntimeServices } from "../../frame/runtime-services.ts";
import { bool, bytes, option, struct, u8, u128, type ValueOf, vec } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { type CallName, type Condition, DEPRECATED, PROXY_RULES, type ProxyRule } from "./rules.ts";
import { PROXY_TYPES } from "./types.ts";

const common = (name: string) => ["subtensor_runtime_common", name];

const typeInfo = struct(common("ProxyTypeInfo"), { name: bytes, index: u8, deprecated: bool });

const condition = variant(common("CallCondition"), {
  ParamLessThan: { index: 0, fields: { param_name: bytes, limit: u128 } },
  NestedCallMustBe: { index: 1, fields: { pallet_name: bytes, call_name: bytes } },
});

const callInfo = struct(common("CallInfo"), {
  pallet_name: bytes,
  pallet_index: u8,
  call_name: option(bytes),
  call_index: option(u8),
  condition: option(condition),
});
type CallInfo = ValueOf<typeof callInfo>;

const filterMode = variant(common("FilterMode"), {
  AllowAll: { index: 0 },
  DenyAll: { index: 1 },
  Allow: { index: 2 },
  Deny: { index: 3 },
});

const filterInfo = struct(common("ProxyFilterInfo"), {
  proxy_type: u8,
  name: bytes,
  deprecated: bool,
  filter_mode: filterMode,
  calls: vec(callInfo),
  exceptions: vec(callInfo),
});

const MODES = {
  "allow all": "AllowAll",
  "deny all": "DenyAll",
  allow: "Allow",
  deny: "Deny",
} as const;

/** Tells wallets what each proxy type may do. Calls that this runtime does not have are left out of the lists. */
export const proxyFilterApi = defineApi("ProxyFilterRuntimeApi", 1, {
  get_proxy_types: apiMethod({}, vec(typeInfo), () =>
    PROXY_TYPES.map((name, index) => ({
      name: text(name),
      index,
      deprecated: DEPRECATED.includes(name),
    })),
  ),
  get_proxy_filter: apiMethod(
    { proxy_type: option(u8) },
    vec(filterInfo),
    ({ runtime }, { proxy_type }) =>
      PROXY_RULES.filter(
        ([type]) => proxy_type === undefined || PROXY_TYPES.indexOf(type) === proxy_type,
      ).map(([type, rule]) => ({
        proxy_type: PROXY_TYPES.indexOf(type),
        name: text(type),
        deprecated: DEPRECATED.includes(type),
        filter_mode: { type: MODES[rule.mode] },
        calls: infos(runtime, "calls" in rule ? rule.calls : [], rule),
        exceptions: infos(runtime, (rule.mode === "allow" && rule.except) || []),
      })),
  ),
});

function infos(runtime: RuntimeServices, calls: readonly CallName[], rule?: ProxyRule): CallInfo[] {
  const conditions = rule?.mode === "allow" ? rule.conditions : undefined;
  return calls.flatMap((name) => info(runtime, name, conditions?.[name]) ?? []);
}

function info(runtime: RuntimeServices, name: CallName, needs?: Condition): CallInfo | undefined {
  const [pallet = "", call = ""] = name.split(".");
  const index = runtime.indexOf(pallet, call === "*" ? undefined : call);
  if (!index) return undefined;
  const known = { pallet_name: text(pallet), pallet_index: index.pallet };
  if (index.call === undefined)
    return { ...known, call_name: undefined, call_index: undefined, condition: undefined };
  const wire = needs && conditionValue(needs);
  return { ...known, call_name: text(call), call_index: index.call, condition: wire };
}

function conditionValue(needs: Condition): ValueOf<typeof condition> {
  if (needs.kind === "below")
    return {
      type: "ParamLessThan",
      value: { param_name: text(needs.argument), limit: needs.limit },
    };
  const [pallet = "", call = ""] = needs.call.split(".");
  return {
    type: "NestedCallMustBe",
    value: { pallet_name: text(pallet), call_name: text(call) },
  };
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
