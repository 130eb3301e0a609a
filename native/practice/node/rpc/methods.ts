import { authorMethods } from "./author-methods.ts";
import { chainHeadMethods } from "./chain-head.ts";
import { chainMethods } from "./chain-methods.ts";
import { archiveMethods, chainSpecMethods, transactionMethods } from "./modern-methods.ts";
import { practiceMethods } from "./practice-methods.ts";
import type { Method, NodeServices } from "./services.ts";
import { stateMethods } from "./state-methods.ts";
import { systemMethods } from "./system-methods.ts";

/** Every method this node answers, by name; `rpc_methods` lists them. */
export function allMethods(services: NodeServices): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>(
    Object.entries({
      ...chainMethods(services),
      ...stateMethods(services),
      ...authorMethods(services),
      ...systemMethods(services),
      ...chainHeadMethods(services),
      ...chainSpecMethods(services),
      ...transactionMethods(services),
      ...archiveMethods(services),
      ...(services.advancer ? practiceMethods(services, services.advancer) : {}),
    }),
  );
  methods.set("rpc_methods", () => ({ methods: [...methods.keys()].sort() }));
  return methods;
}
