import type { RuntimeCall } from "./context.ts";
import type { DispatchInfo } from "./extension.ts";
import type { CallSpec, PalletModule } from "./pallet.ts";

/** Reference time of a call that declares none, in picoseconds: about what a Balances call costs on finney. */
const DEFAULT_WEIGHT = 300_000_000n;

/** One call with the pallet that has it. */
export interface FoundCall {
  readonly module: PalletModule;
  readonly spec: CallSpec;
  readonly name: string;
  readonly args: unknown;
}

/** Finds calls by the names in their decoded form, and what they cost. */
export class CallDirectory {
  readonly #modules: ReadonlyMap<string, PalletModule>;

  constructor(modules: readonly PalletModule[]) {
    this.#modules = new Map(modules.map((module) => [module.pallet.spec.name, module]));
  }

  /** The call's declaration. Throws RangeError for one that no pallet has; a decoded call is always found. */
  find(call: RuntimeCall): FoundCall {
    const module = this.#modules.get(call.type);
    const spec = module?.pallet.spec.calls[call.value.type];
    if (!module || !spec) throw new RangeError(`no call ${call.type}.${call.value.type}`);
    return { module, spec, name: call.value.type, args: call.value.value ?? {} };
  }

  /** What a call costs and whether it pays. */
  info(call: RuntimeCall): DispatchInfo {
    const { dispatchClass = "Normal" } = this.find(call).spec;
    return { dispatchClass, pays: this.#pays(call), weight: this.#weight(call) };
  }

  // Each asks the calls inside for itself alone: asked for both at each level, they would be asked twice as often at every next.
  #pays(call: RuntimeCall): boolean {
    const { spec, args } = this.find(call);
    const { pays } = spec;
    return typeof pays === "boolean" ? pays : pays(args as never, (inner) => this.#pays(inner));
  }

  #weight(call: RuntimeCall): bigint {
    const { spec, args } = this.find(call);
    const { weight = DEFAULT_WEIGHT } = spec;
    return typeof weight === "bigint"
      ? weight
      : weight(args as never, (inner) => this.#weight(inner));
  }
}
