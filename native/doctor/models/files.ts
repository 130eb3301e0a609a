import type { Model } from "../../api/models.ts";
import { bad, byNode, type Check, check, good, type Judgement, warning } from "../check.ts";
import { namesText } from "../text.ts";

/** What is asked of a model file here. */
export type FileFacts = Pick<Model, "id" | "file" | "state">;

/** Whether the bytes of every model file are what they should be. */
export function judgeFiles(models: readonly FileFacts[]): Judgement {
  const files = (state: Model["state"]): string[] =>
    models.filter((model) => model.state === state).map(({ file }) => file);
  const damaged = files("damaged");
  const missing = files("missing");
  const unverified = files("unverified");
  const evidence = {
    ready: files("ready").length,
    ...(damaged.length === 0 ? {} : { damaged: namesText(damaged) }),
    ...(missing.length === 0 ? {} : { missing: namesText(missing) }),
    ...(unverified.length === 0 ? {} : { unverified: namesText(unverified) }),
  };
  if (damaged.length > 0) return bad("damaged", evidence, byNode("verify"));
  if (missing.length > 0) return bad("missing", evidence);
  if (models.length === 0) return bad("none", evidence);
  return unverified.length > 0 ? warning("unverified", evidence, byNode("verify")) : good(evidence);
}

/** The check of all model files. The fix hashes those that are not known to be whole. */
export function filesCheck(models: {
  list(): Promise<readonly FileFacts[]>;
  verify(id: string, signal: AbortSignal): Promise<unknown>;
}): Check {
  return check({
    id: "modelFiles",
    group: "models",
    timeout: 20_000,
    probe: () => models.list(),
    judge: judgeFiles,
    repairs: {
      verify: async (signal) => {
        for (const { id, state } of await models.list()) {
          if (state !== "ready" && state !== "missing") await models.verify(id, signal);
        }
      },
    },
  });
}
