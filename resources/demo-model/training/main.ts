/** `npm run demo-model`: trains the demo model from nothing and writes its files next to this folder. */
import { fileURLToPath } from "node:url";
import { exportModel } from "./export.ts";
import { demoTokenizer, RECIPE, trainDemo, trainingCorpus } from "./recipe.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const training = trainingCorpus();
const tokenizer = demoTokenizer(training);
const started = performance.now();
const parameters = await trainDemo(training, tokenizer, (step, loss) => {
  if ((step + 1) % 50 !== 0) return;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`step ${step + 1} of ${RECIPE.steps}, loss ${loss.toFixed(4)}, ${seconds} s`);
});
await exportModel(folder, training, tokenizer, parameters);
