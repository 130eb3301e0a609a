import {
  type NamedFields,
  type NamedValue,
  type ScaleType,
  scaleCodec,
  struct,
} from "../scale/type.ts";
import type { Deprecation } from "./deprecation.ts";
import type { RuntimeServices } from "./runtime-services.ts";
import type { State } from "./state.ts";

/** What a runtime API method reads: the state at a block, and the runtime itself. */
export interface ApiContext {
  readonly state: State;
  /** Number of the block the state belongs to. */
  readonly block: number;
  /** That block's hash, 0x hex. */
  readonly hash: string;
  readonly runtime: RuntimeServices;
}

/** One method: typed inputs in order, a typed output, and what it answers. It never changes the chain's state. */
export interface ApiMethod<Inputs extends NamedFields = NamedFields, Output = unknown> {
  readonly inputs: Inputs;
  readonly output: ScaleType<Output>;
  readonly docs?: readonly string[];
  readonly deprecated?: Deprecation;
  call(context: ApiContext, args: NamedValue<Inputs>): Output;
}

/** A runtime API with its methods in metadata order. */
export interface RuntimeApi {
  readonly name: string;
  readonly version: number;
  readonly methods: Readonly<Record<string, ApiMethod>>;
}

/** One method of an API; apart from {@link defineApi} so that its argument and result types are checked. */
export function apiMethod<const Inputs extends NamedFields, Output>(
  inputs: Inputs,
  output: ScaleType<Output>,
  call: (context: ApiContext, args: NamedValue<Inputs>) => Output,
): ApiMethod {
  return { inputs, output, call: call as ApiMethod["call"] };
}

/** The method, marked as one not to use any more. */
export function deprecated(method: ApiMethod, note: string): ApiMethod {
  return { ...method, deprecated: { note } };
}

/** Names an API and its methods. */
export function defineApi(
  name: string,
  version: number,
  methods: Readonly<Record<string, ApiMethod>>,
): RuntimeApi {
  return { name, version, methods };
}

/**
 * Decodes the arguments, answers, encodes the result. Throws RangeError when the bytes are not exactly the arguments.
 */
export function callMethod(method: ApiMethod, args: Uint8Array, context: ApiContext): Uint8Array {
  const codec = scaleCodec(struct([], method.inputs));
  const values = codec.dec(Uint8Array.from(args));
  if (Buffer.compare(codec.enc(values), args) !== 0)
    throw new RangeError("Bad input data provided: arguments do not fit the method");
  return method.output.codec.enc(method.call(context, values));
}
