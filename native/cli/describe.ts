import { getEventIteratorSchemaDetails, isContractProcedure } from "@orpc/contract";
import * as z from "zod";
import { contract } from "../api/contract.ts";

/** One procedure as `hearth list` shows it, with JSON schemas of what goes in and what comes out. */
export interface ProcedureDescription {
  readonly name: string;
  readonly kind: "call" | "stream";
  readonly input: unknown;
  /** For a stream: of each value. */
  readonly output: unknown;
}

/** Every procedure of the contract, in the contract's order. */
export function describeContract(): readonly ProcedureDescription[] {
  return Object.entries(contract).flatMap(([noun, procedures]) =>
    Object.entries(procedures).map(([verb, procedure]) => describe(`${noun}.${verb}`, procedure)),
  );
}

function describe(name: string, procedure: unknown): ProcedureDescription {
  if (!isContractProcedure(procedure)) throw new TypeError(`${name} is not a procedure`);
  const { inputSchema, outputSchema } = procedure["~orpc"];
  const stream = getEventIteratorSchemaDetails(outputSchema);
  return {
    name,
    kind: stream ? "stream" : "call",
    input: jsonSchema(inputSchema, "input"),
    output: jsonSchema(stream ? stream.yields : outputSchema, "output"),
  };
}

function jsonSchema(schema: unknown, io: "input" | "output"): unknown {
  if (!(schema instanceof z.core.$ZodType))
    throw new TypeError("the contract holds a schema that is not zod's");
  return z.toJSONSchema(schema, { io });
}
