import type { Deprecation } from "../frame/deprecation.ts";
import { definePallet, implement, type PalletModule, type PalletSpec } from "../frame/pallet.ts";
import type { NamedFields, ScaleType } from "../scale/type.ts";

/** One call that this network declares and always refuses: its arguments as [type, Rust name], and the pallet's error. */
export interface ClosedCall {
  readonly index: number;
  readonly args: Readonly<Record<string, readonly [type: ScaleType, rust: string]>>;
  readonly refusal: string;
  readonly deprecated?: Deprecation;
}

/** A pallet whose work is out of scope (docs/decisions/007): wallets find its calls, and each answers with an error of its own. */
export interface ClosedPallet {
  readonly name: string;
  readonly index: number;
  readonly path: readonly string[];
  readonly storage?: PalletSpec["storage"];
  readonly calls: Readonly<Record<string, ClosedCall>>;
  /** In the order of their indices. */
  readonly errors: readonly string[];
}

/** Makes the module of a closed pallet. Throws RangeError for a refusal that is none of its errors. */
export function closedModule({ calls, errors, storage = {}, ...rest }: ClosedPallet): PalletModule {
  const pallet = definePallet({
    ...rest,
    storage,
    calls: Object.fromEntries(
      Object.entries(calls).map(([name, { index, args, deprecated }]) => {
        const fields = Object.entries(args);
        const types: NamedFields = Object.fromEntries(fields.map(([key, [type]]) => [key, type]));
        const typeNames = Object.fromEntries(fields.map(([key, [, rust]]) => [key, rust]));
        return [
          name,
          { index, args: types, typeNames, pays: true, ...(deprecated && { deprecated }) },
        ];
      }),
    ),
    events: {},
    errors: Object.fromEntries(errors.map((name, index) => [name, index])),
    constants: {},
  });
  const handlers = Object.entries(calls).map(([name, { refusal }]) => {
    if (!errors.includes(refusal)) throw new RangeError(`${rest.name} has no error ${refusal}`);
    return [name, () => pallet.fail(refusal)] as const;
  });
  return implement(pallet, Object.fromEntries(handlers));
}
