import { setTimeout as delay } from "node:timers/promises";
import type { Finding } from "../../../../native/api/doctor.ts";
import { HearthError } from "../../../../native/api/errors.ts";
import { fixSentence, sentenceOf } from "../../../../native/doctor/sentences.ts";
import type { Base } from "../base.ts";

/** What the fake's Doctor finds: a computer that is well but for a few things of every kind. */
export function createFindings(): Finding[] {
  const finding = (
    id: string,
    group: Finding["group"],
    evidence: Finding["evidence"] = {},
    change: Partial<Finding> = {},
  ): Finding => {
    const judged = { state: "good", message: "good", evidence, ...change } as const;
    return { id, group, millis: 3, ...judged, said: sentenceOf(id, judged) };
  };
  const way = (key: string, byNode: boolean) => ({ key, byNode, said: fixSentence(key) });
  const skipped = (message: string): Partial<Finding> => ({ state: "skipped", message });
  return [
    finding("runtime", "computer", { version: "v24.1.0", system: "linux x64", shell: "headless" }),
    finding("memory", "computer", { available: "22.0 GiB", total: "32.0 GiB" }),
    finding("dataDisk", "computer", { folder: "/home/you/.hearth", free: "212.4 GiB" }),
    finding(
      "modelDisk",
      "computer",
      { folder: "/home/you/.hearth/models", free: "4.1 GiB", leftovers: "2.7 GiB" },
      { state: "warning", message: "little", fix: way("removeLeftovers", true) },
    ),
    finding("clock", "computer", {}, skipped("ownChain")),
    finding("gpu", "gpu", { gpus: "NVIDIA GeForce RTX 4090", backend: "CUDA", memory: "24.0 GiB" }),
    finding("driver", "gpu", {
      gpu: "NVIDIA GeForce RTX 4090",
      backend: "CUDA",
      driver: "570.124",
    }),
    finding(
      "heat",
      "gpu",
      { gpu: "NVIDIA GeForce RTX 4090", temperature: "81 °C", limit: "83 °C" },
      { state: "warning", message: "hot", fix: way("coolDown", false) },
    ),
    finding("engine", "models", { state: "running", restarts: 0 }),
    finding(
      "generation",
      "models",
      { limit: "60 s" },
      { state: "unknown", message: "timeout", millis: 60_050 },
    ),
    finding("chain", "network", {
      endpoint: "ws://127.0.0.1:9944",
      block: 128,
      age: "400 ms",
    }),
    finding("firewall", "network", {}, skipped("loopback")),
    finding(
      "keyPermissions",
      "wallet",
      { files: 2, open: "default/hotkeys/default 0644" },
      { state: "bad", message: "open", fix: way("restrict", true) },
    ),
    finding("challenges", "mining", {}, skipped("off")),
  ];
}

const LOOK_MILLIS = 150;

/** The Doctor's procedures over findings in memory; each takes a moment, as real looks do. */
export function doctorProcedures(os: Base) {
  const findings = createFindings();
  return {
    checks: os.doctor.checks.handler(() => findings.map(({ id, group }) => ({ id, group }))),
    run: os.doctor.run.handler(() => ({ time: Date.now(), findings })),
    follow: os.doctor.follow.handler(async function* () {
      for (const finding of findings) {
        await delay(LOOK_MILLIS);
        yield finding;
      }
    }),
    fix: os.doctor.fix.handler(({ input }) => {
      const at = findings.findIndex((one) => one.id === input.id);
      const found = findings[at];
      if (found === undefined) throw new HearthError("NOT_FOUND", { what: "The check" });
      const { fix: _fix, ...rest } = found;
      const well = { ...rest, state: "good", message: "good" } as const;
      const fixed: Finding = { ...well, said: sentenceOf(rest.id, well) };
      findings[at] = fixed;
      return fixed;
    }),
  };
}
