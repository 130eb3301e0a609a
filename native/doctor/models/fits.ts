import type { Model } from "../../api/models.ts";
import { bad, byPerson, type Check, check, good, type Judgement } from "../check.ts";
import { bytesText } from "../text.ts";

/** What is asked of a model here. */
export type FitFacts = Pick<
  Model,
  "name" | "quantisation" | "neededBytes" | "fits" | "recommended"
>;

/** Whether one of the models that are here can run on this computer. */
export function judgeFits(models: readonly FitFacts[]): Judgement {
  const chosen = models.find(({ recommended, fits }) => recommended && fits);
  const count = models.filter(({ fits }) => fits).length;
  if (chosen === undefined) {
    const smallest = Math.min(...models.map(({ neededBytes }) => neededBytes));
    const evidence = {
      models: models.length,
      ...(models.length === 0 ? {} : { smallestNeeds: bytesText(smallest) }),
    };
    return bad("none", evidence, byPerson("smallerModel"));
  }
  return good({
    model: named(chosen),
    needs: bytesText(chosen.neededBytes),
    fitting: count,
  });
}

/** Name and quantisation; many files are named with theirs. */
function named({ name, quantisation }: FitFacts): string {
  const isTold = name.toLowerCase().includes(quantisation.toLowerCase());
  return isTold ? name : `${name} ${quantisation}`;
}

/** The check for a model that fits. */
export function fitsCheck(list: () => Promise<readonly FitFacts[]>): Check {
  return check({
    id: "modelFits",
    group: "models",
    timeout: 20_000,
    probe: list,
    judge: judgeFits,
  });
}
