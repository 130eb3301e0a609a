import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

/** What the Doctor found of one thing. `message` and `fix` are keys of the page's locale under the check's id, filled from `evidence`. */
export const finding = z.object({
  id: z.string(),
  group: z.enum(["computer", "gpu", "models", "network", "wallet", "mining"]),
  /** `unknown`: it could not be looked at, and the evidence says why. `skipped`: it does not apply here. */
  state: z.enum(["good", "warning", "bad", "unknown", "skipped"]),
  message: z.string(),
  /** The message in English with its evidence, for where there is no locale: the command line, a log. */
  said: z.string(),
  /** What was measured or read, with its unit in the text. */
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** What to do about it: done by the node itself by `doctor.fix`, or by the person. */
  fix: z.object({ key: z.string(), byNode: z.boolean(), said: z.string() }).optional(),
  millis: z.number().nonnegative(),
});
export type Finding = z.infer<typeof finding>;

/** One examination. */
export const examination = z.object({
  time: unixMillis,
  findings: z.array(finding),
});
export type Examination = z.infer<typeof examination>;

/** Looks at everything that can go wrong at home, and shows what it saw. */
export const doctor = {
  /** What is looked at, in the order of the findings, so that a page can show what is still to come. */
  checks: procedure
    .input(nothing)
    .output(z.array(z.object({ id: finding.shape.id, group: finding.shape.group }))),
  run: procedure.input(nothing).output(examination),
  /** The same, each finding as soon as it is known. */
  follow: procedure.input(nothing).output(eventIterator(finding)),
  /** Does what the finding's fix says and looks again. NOT_FOUND for an unknown id, BAD_INPUT where the node can do nothing. */
  fix: procedure.input(z.object({ id: z.string() })).output(finding),
};
