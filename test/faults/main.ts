import { downloadKills } from "./download-kills.ts";
import { fuzzLoop } from "./fuzz-loop.ts";
import { joinKills } from "./join-kills.ts";
import { killLoop } from "./kill-loop.ts";

const USAGE = `npm run test:faults -- kill [times] [seed]     kills a practice node under load (100 times)
npm run test:faults -- fuzz [inputs] [seed]    sends it what is malformed (100,000 inputs)
npm run test:faults -- downloads [times] [seed]    kills a process that downloads (200 times)
npm run test:faults -- joins [times] [seed]    kills a process that joins the parts of a model (200 times)`;

/** Runs one of the fault tests at full length; the same code runs shorter in the suite. */
async function run([what, count, seed]: readonly string[]): Promise<number> {
  const chosen = seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(seed);
  const started = performance.now();
  switch (what) {
    case "kill": {
      const report = await killLoop({
        kills: Number(count ?? 100),
        seed: chosen,
        onKill: (kill, best, final) => console.error(`kill ${kill}: block ${best}, ${final} final`),
      });
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(JSON.stringify({ what, seed: chosen, ...report, seconds }));
      return 0;
    }
    case "fuzz": {
      const report = await fuzzLoop({
        inputs: Number(count ?? 100_000),
        seed: chosen,
        onProgress: (inputs, { heap, resident, best }) =>
          console.error(
            `${inputs} inputs: heap ${heap >> 20} MiB of ${resident >> 20}, block ${best}`,
          ),
      });
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(JSON.stringify({ what, seed: chosen, ...report, seconds }));
      return report.troubles.length === 0 && report.balanced ? 0 : 1;
    }
    case "downloads": {
      const report = await downloadKills({
        kills: Number(count ?? 200),
        seed: chosen,
        onKill: (kill, servedTwice) =>
          console.error(`kill ${kill}: ${servedTwice} bytes were served twice so far`),
      });
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(JSON.stringify({ what, seed: chosen, ...report, seconds }));
      return 0;
    }
    case "joins": {
      const report = await joinKills({
        kills: Number(count ?? 200),
        seed: chosen,
        onKill: (kill, within) => console.error(`kill ${kill}: ${within} between two parts so far`),
      });
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(JSON.stringify({ what, seed: chosen, ...report, seconds }));
      return 0;
    }
    default:
      console.error(USAGE);
      return 2;
  }
}

process.exitCode = await run(process.argv.slice(2));
