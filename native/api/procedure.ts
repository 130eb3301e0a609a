import { oc } from "@orpc/contract";
import * as z from "zod";
import { type ErrorCode, errorCodes } from "./errors.ts";

const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const errorMap = Object.fromEntries(errorCodes.map((code) => [code, { data: detail }])) as Record<
  ErrorCode,
  { data: typeof detail }
>;

/** The start of every procedure of the contract: it may fail with any code of the closed list, each with printable facts. */
export const procedure = oc.errors(errorMap);

/** The input of procedures that take nothing; a missing input is the same as an empty one. */
export const nothing = z.object({}).default({});
