import { seededRandom } from "../../../native/subnets/text-generation/prompts.ts";
import { layOut, type ModelShape } from "./layout.ts";

/**
 * Random parameters: norms 1, matrices normal with deviation 0.02 (embedding) or width^-0.5, and those that write into the
 * residual stream smaller by the root of their number, as in GPT-2.
 */
export function initialParameters(shape: ModelShape, seed: number): Float32Array {
  const random = seededRandom(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const layout = layOut(shape);
  const parameters = new Float32Array(layout.total);
  for (const { name, rows, columns, offset } of layout.all) {
    const writesResidual = name.endsWith("attentionOut") || name.endsWith("down");
    const deviation =
      name === "embedding"
        ? 0.02
        : columns ** -0.5 / (writesResidual ? Math.sqrt(2 * shape.layers) : 1);
    for (let at = offset; at < offset + rows * columns; at += 1) {
      parameters[at] = rows === 1 ? 1 : deviation * normal();
    }
  }
  return parameters;
}
