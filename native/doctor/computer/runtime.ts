import { bad, type Check, check, good, type Judgement, warning } from "../check.ts";

/** The program that runs this node. */
export interface RuntimeFacts {
  /** As Node writes it, such as "v24.1.0". */
  readonly version: string;
  readonly platform: string;
  readonly architecture: string;
  readonly shell: string;
}

/** Hearth is tested with this line of Node; before the other one parts that it needs are missing. */
const TESTED = 24;
const NEEDED = 22;

/** Whether this Node is the one that Hearth was made for. */
export function judgeRuntime({ version, platform, architecture, shell }: RuntimeFacts): Judgement {
  const evidence = { version, system: `${platform} ${architecture}`, shell };
  const major = Number(/^v(\d+)\./.exec(version)?.[1] ?? Number.NaN);
  if (!(major >= NEEDED)) return bad("tooOld", { ...evidence, needed: NEEDED });
  return major < TESTED ? warning("untested", { ...evidence, tested: TESTED }) : good(evidence);
}

/** The check of Node's version and the shell. */
export function runtimeCheck(shell: string): Check {
  return check({
    id: "runtime",
    group: "computer",
    probe: () => ({
      version: process.version,
      platform: process.platform,
      architecture: process.arch,
      shell,
    }),
    judge: judgeRuntime,
  });
}
