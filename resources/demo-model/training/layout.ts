/** Sizes of a llama-architecture model with tied embeddings and as many key heads as query heads. */
export type ModelShape = {
  readonly vocabulary: number;
  /** Features per token. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Features inside the feed-forward network. */
  readonly hidden: number;
  /** Tokens per training window. */
  readonly context: number;
};

/** The demo model: 631 680 parameters. */
export const DEMO_SHAPE: ModelShape = {
  vocabulary: 512,
  width: 128,
  layers: 3,
  heads: 4,
  hidden: 320,
  context: 256,
};

/** Base of the rotary angles, and the epsilon of every norm. */
export const ROPE_BASE = 10_000;
/** Added to the mean square before the root. */
export const NORM_EPSILON = 1e-5;

/** One parameter tensor: `rows` x `columns` floats at `offset` (in floats); a norm has one row. */
export type Tensor = {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly offset: number;
};

/** Where the tensors of one layer are. `qkv` stacks query, key and value; `gateUp` stacks gate and up. */
export type LayerTensors = {
  readonly attentionNorm: Tensor;
  readonly qkv: Tensor;
  readonly attentionOut: Tensor;
  readonly hiddenNorm: Tensor;
  readonly gateUp: Tensor;
  readonly down: Tensor;
};

/** Where every parameter is, and how many there are. */
export type ParameterLayout = {
  readonly embedding: Tensor;
  readonly layers: readonly LayerTensors[];
  readonly outputNorm: Tensor;
  readonly all: readonly Tensor[];
  readonly total: number;
};

/** Lays the parameters of a shape out one behind the other. */
export function layOut(shape: ModelShape): ParameterLayout {
  const { vocabulary, width, hidden } = shape;
  const all: Tensor[] = [];
  let total = 0;
  const tensor = (name: string, rows: number, columns: number): Tensor => {
    const placed = { name, rows, columns, offset: total };
    total += rows * columns;
    all.push(placed);
    return placed;
  };
  const embedding = tensor("embedding", vocabulary, width);
  const layers = Array.from({ length: shape.layers }, (_, layer) => ({
    attentionNorm: tensor(`${layer}.attentionNorm`, 1, width),
    qkv: tensor(`${layer}.qkv`, 3 * width, width),
    attentionOut: tensor(`${layer}.attentionOut`, width, width),
    hiddenNorm: tensor(`${layer}.hiddenNorm`, 1, width),
    gateUp: tensor(`${layer}.gateUp`, 2 * hidden, width),
    down: tensor(`${layer}.down`, width, hidden),
  }));
  const outputNorm = tensor("outputNorm", 1, width);
  return { embedding, layers, outputNorm, all, total };
}
