import { archiveMethods } from "./archive-methods.ts";
import { authorMethods } from "./author-methods.ts";
import { chainHeadMethods } from "./chain-head.ts";
import { chainMethods } from "./chain-methods.ts";
import { chainSpecMethods } from "./chain-spec-methods.ts";
import { childMethods } from "./child-methods.ts";
import { paymentMethods } from "./payment-methods.ts";
import { practiceMethods } from "./practice-methods.ts";
import type { Method, NodeServices } from "./services.ts";
import { stateMethods } from "./state-methods.ts";
import { subtensorMethods } from "./subtensor-methods.ts";
import { systemMethods } from "./system-methods.ts";
import { transactionMethods } from "./transaction-methods.ts";
import { unsafeMethods } from "./unsafe-methods.ts";
import { watchMethods } from "./watch-methods.ts";

/** Every method this node answers, by name; `rpc_methods` lists them. */
export function allMethods(services: NodeServices): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>(
    Object.entries({
      ...chainMethods(services),
      ...stateMethods(services),
      ...authorMethods(services),
      ...systemMethods(services),
      ...paymentMethods(services),
      ...childMethods(services),
      ...chainHeadMethods(services),
      ...chainSpecMethods(services),
      ...transactionMethods(services),
      ...watchMethods(services),
      ...archiveMethods(services),
      ...subtensorMethods(services),
      ...unsafeMethods(),
      ...(services.advancer ? practiceMethods(services, services.advancer) : {}),
    }),
  );
  methods.set("rpc_methods", () => ({ methods: [...methods.keys()].sort() }));
  return methods;
}
