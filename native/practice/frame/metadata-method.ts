import type { V15 } from "@polkadot-api/substrate-bindings";
import type { ScaleType } from "../scale/type.ts";
import type { ApiMethod } from "./runtime-api.ts";

/** A runtime API's method, or a view function, as metadata describes it. `id` interns a type. */
export function methodMetadata(
  name: string,
  { inputs, output, docs = [] }: ApiMethod,
  id: (type: ScaleType) => number,
): V15["apis"][number]["methods"][number] {
  return {
    name,
    inputs: Object.entries(inputs).map(([input, type]) => ({ name: input, type: id(type) })),
    output: id(output),
    docs: [...docs],
  };
}
