import { apiMethod } from "../../frame/runtime-api.ts";
import type { ViewFunction } from "../../frame/view-function.ts";
import { bool } from "../../scale/type.ts";
import { runtimeCall } from "../runtime-call.ts";
import { allows, isSuperset } from "./filter.ts";
import { proxyType } from "./types.ts";

/** Proxy's view functions: what a type may do, and which type is within another. Source: pallets/proxy of subtensor. */
export const proxyViews: Readonly<Record<string, ViewFunction>> = {
  check_permissions: {
    suffix: "0xcbc51488d92a1aa7137b03bfb50efc17",
    docs: [" Check if a `RuntimeCall` is allowed for a given `ProxyType`."],
    ...apiMethod({ call: runtimeCall.type, proxy_type: proxyType }, bool, (_context, asked) =>
      allows(asked.proxy_type.type, asked.call),
    ),
  },
  is_superset: {
    suffix: "0x1714b0607d62af0a3b3b0ad2c5d55c58",
    docs: [" Check if one `ProxyType` is a subset of another `ProxyType`."],
    ...apiMethod({ to_check: proxyType, against: proxyType }, bool, (_context, asked) =>
      isSuperset(asked.to_check.type, asked.against.type),
    ),
  },
};
