import type { ApiContext } from "../../../../native/practice/frame/runtime-api.ts";
import { subtensorApis } from "../../../../native/practice/runtime/subtensor/api/apis.ts";
import type { PracticeChain } from "./practice-chain.ts";

/** Asks an API method as a client does: its answer has been through SCALE and back. Throws RangeError for one that is not there. */
export function ask(
  chain: PracticeChain,
  name: string,
  args: Readonly<Record<string, unknown>> = {},
): unknown {
  const [api, method] = name.split(".");
  const found = subtensorApis.find((other) => other.name === api)?.methods[method ?? ""];
  if (!found) throw new RangeError(`no method ${name}`);
  const context = { state: chain.state, block: chain.block } as ApiContext;
  const answer = found.call(context, args);
  return found.output.codec.dec(found.output.codec.enc(answer));
}
