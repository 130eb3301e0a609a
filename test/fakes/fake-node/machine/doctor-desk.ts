import type { Finding } from "../../../../native/api/doctor.ts";
import { HearthError } from "../../../../native/api/errors.ts";
import type { Base } from "../base.ts";

/** What the fake's Doctor finds: a computer that is well but for one file. */
export function createFindings(): Finding[] {
  const finding = (id: string, group: Finding["group"], state: Finding["state"]): Finding => ({
    id,
    group,
    state,
    message: state,
    evidence: {},
    millis: 3,
  });
  return [
    finding("disk", "computer", "good"),
    finding("driver", "gpu", "good"),
    { ...finding("modelFile", "models", "bad"), fix: { key: "verify", byNode: true } },
  ];
}

/** The Doctor's procedures over findings in memory. */
export function doctorProcedures(os: Base) {
  const findings = createFindings();
  return {
    run: os.doctor.run.handler(() => ({ time: Date.now(), findings })),
    follow: os.doctor.follow.handler(async function* () {
      yield* findings;
    }),
    fix: os.doctor.fix.handler(({ input }) => {
      const found = findings.find((one) => one.id === input.id);
      if (found === undefined) throw new HearthError("NOT_FOUND", { what: "The check" });
      return { ...found, state: "good" as const };
    }),
  };
}
