import { mapEventIterator } from "@orpc/client";
import type {
  AnyContractRouter,
  AnySchema,
  ContractProcedure,
  ErrorMap,
  InferSchemaInput,
  InferSchemaOutput,
  Meta,
} from "@orpc/contract";
import { type Context, implement, type Router } from "@orpc/server";
import { type Contract, contract } from "../api/contract.ts";
import type { HearthError } from "../api/errors.ts";
import { toRpcError } from "../processes/rpc-errors.ts";

type Input<P> =
  P extends ContractProcedure<infer I, AnySchema, ErrorMap, Meta> ? InferSchemaOutput<I> : never;
type Output<P> =
  P extends ContractProcedure<AnySchema, infer O, ErrorMap, Meta> ? InferSchemaInput<O> : never;

/** What answers one procedure: checked input in, the contract's output out; HearthErrors travel with their code. */
export type Handler<P> = (
  input: Input<P>,
  signal: AbortSignal | undefined,
) => Output<P> | Promise<Output<P>>;

/** An answer for every procedure of the contract: the compiler names the one that is missing. */
export type HostHandlers = {
  readonly [N in keyof Contract]: { readonly [P in keyof Contract[N]]: Handler<Contract[N][P]> };
};

/** The contract with its answers, ready for any transport. */
export type HostRouter = Router<AnyContractRouter, Context>;

type LooseHandler = (options: { input: unknown; signal?: AbortSignal }) => Promise<unknown>;
type LooseImplementer = Record<string, Record<string, { handler(handler: LooseHandler): unknown }>>;

/** Joins the contract with its answers. `explain` may know a failure better than it tells itself, such as a full disk. */
export function createRouter(
  handlers: HostHandlers,
  explain: (error: unknown) => HearthError | undefined = () => undefined,
): HostRouter {
  // The pairing of each answer with its procedure is checked by HostHandlers; the walk below only repeats it.
  const implementer = implement(contract) as unknown as LooseImplementer;
  const loose = handlers as unknown as Record<
    string,
    Record<string, (input: unknown, signal?: AbortSignal) => unknown>
  >;
  const router = Object.entries(contract).map(([noun, procedures]) => [
    noun,
    Object.fromEntries(
      Object.keys(procedures).map((verb) => [
        verb,
        implementer[noun]?.[verb]?.handler(async ({ input, signal }) => {
          try {
            return withErrorCodes(await loose[noun]?.[verb]?.(input, signal));
          } catch (error) {
            throw toRpcError(explain(error) ?? error);
          }
        }),
      ]),
    ),
  ]);
  return Object.fromEntries(router) as HostRouter;
}

function withErrorCodes(answer: unknown): unknown {
  if (!isStream(answer)) return answer;
  return mapEventIterator(answer, {
    value: (value) => Promise.resolve(value),
    error: (error) => Promise.resolve(toRpcError(error)),
  });
}

function isStream(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
