import { join } from "node:path";
import { type FirstReward, firstReward } from "./first-reward.ts";
import { startHeadless } from "./headless-node.ts";
import { type Row, repeat, type Section, spread } from "./measure.ts";

/** From an empty data folder to the first reward, by the contract that the page uses too. */
export const reward: Section = {
  name: "reward",
  about:
    "an empty folder, blocks of 1 s, tempo 20: from the click on Start mining to the first reward",
  run: async ({ runs, folder, say }) => {
    const all = await repeat(runs, async (run) => {
      const node = await startHeadless(join(folder, `${run}`));
      try {
        const taken = await firstReward(node.client);
        say(`run ${run + 1}: ${taken.click.toFixed(1)} s`);
        return taken;
      } finally {
        await node.close();
      }
    });
    const row = (name: string, of: (taken: FirstReward) => number): Row => ({
      name,
      unit: "s",
      measured: spread(all.map(of)),
    });
    const steps = all[0]?.steps.map(({ name }) => name) ?? [];
    return [
      row("click to first reward", ({ click }) => click),
      ...steps.map((step) =>
        row(
          `  step ${step}`,
          (taken) => taken.steps.find(({ name }) => name === step)?.seconds ?? 0,
        ),
      ),
      row("before: wallet.create", ({ wallet }) => wallet),
      row("before: practice.faucet", ({ faucet }) => faucet),
    ];
  },
};
