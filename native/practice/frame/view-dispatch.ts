import { result } from "../scale/substrate.ts";
import { bytes, fixedBytes, struct } from "../scale/type.ts";
import { variant } from "../scale/variant.ts";
import { hexOf } from "./hasher.ts";
import type { PalletModule } from "./pallet.ts";
import { type ApiMethod, apiMethod, callMethod } from "./runtime-api.ts";
import { type ViewFunction, viewFunctionId } from "./view-function.ts";

const path = ["frame_support", "view_functions"];
const functionId = struct(
  [...path, "ViewFunctionId"],
  { prefix: fixedBytes(16), suffix: fixedBytes(16) },
  { prefix: "[u8; 16]", suffix: "[u8; 16]" },
);
const dispatchError = variant([...path, "ViewFunctionDispatchError"], {
  NotImplemented: { index: 0 },
  NotFound: { index: 1, fields: [functionId] as const, typeNames: ["ViewFunctionId"] },
  Codec: { index: 2 },
});

/** The runtime API method under which polkadot-sdk answers every view function. */
export const EXECUTE_VIEW_FUNCTION = "RuntimeViewFunction_execute_view_function";

/**
 * Answers the view functions of all pallets by their ids: SCALE of the result, or that there is no such function, or that the
 * arguments are not its. Source of shape and errors: frame_support::view_functions of polkadot-sdk.
 */
export function viewFunctionMethod(modules: readonly PalletModule[]): ApiMethod {
  const functions = new Map<string, ViewFunction>(
    modules.flatMap(({ pallet, views = {} }) =>
      Object.values(views).map(
        (view) => [`0x${hexOf(viewFunctionId(pallet.spec.name, view))}`, view] as const,
      ),
    ),
  );
  return apiMethod(
    { query_id: functionId, input: bytes },
    result(bytes, dispatchError),
    (context, { query_id, input }) => {
      const view = functions.get(query_id.prefix + query_id.suffix.slice(2));
      if (!view)
        return { type: "Err" as const, value: { type: "NotFound" as const, value: query_id } };
      try {
        return { type: "Ok" as const, value: callMethod(view, input, context) };
      } catch {
        return { type: "Err" as const, value: { type: "Codec" as const } };
      }
    },
  );
}
