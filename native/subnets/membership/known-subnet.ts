import { HearthError } from "../../api/errors.ts";

/** The subnet to work on: the asked one where this node knows its work. Throws BAD_INPUT, before anybody pays for a place where nothing can be answered. */
export function knownSubnet(asked: number | undefined, known: number): number {
  if (asked === undefined || asked === known) return known;
  throw new HearthError("BAD_INPUT", {
    reason: `This node knows the work of subnet ${known} only, not of subnet ${asked}.`,
  });
}
