import { BadRedirect, type Hop, nextHop } from "../../../engine/gguf/remote/hop.ts";
import type { WayOut } from "../../../engine/gguf/remote/way-out.ts";
import { FetchProblem } from "./problem.ts";

/** Where a redirect leads, by the rule that heads have too. Throws FetchProblem "refused", or "lie" where no address is given. */
export function nextAddress(
  from: Hop,
  location: string | undefined,
  count: number,
  way: Pick<WayOut, "reach">,
): Hop {
  try {
    return nextHop(from, location, count, way);
  } catch (error) {
    if (!(error instanceof BadRedirect)) throw error;
    const kind = error.isLie ? "lie" : "refused";
    throw new FetchProblem(kind, error.message, undefined, { cause: error });
  }
}
