import type {
  BatchItem,
  CustomBatchingPrioritizationStrategy,
  PrioritizedBatchItem,
} from "node-llama-cpp";

/**
 * Who goes into the next batch, and in which order: by sequence, lowest first (`evaluationPriority` is the sequence's number, see
 * addon.ts).
 *
 * llama.cpp keeps a cache for each sequence and computes those of a batch together only while their numbers rise by one from token to
 * token (`llama_batch_allocr::split_equal` with `sequential`); wherever they do not, it begins another pass over the weights. In the order
 * of arrival, which is the library's, sixteen streams took almost sixteen passes.
 *
 * Everyone gets an equal share of the batch; what is left over goes to those who wanted more, lowest first.
 */
export const bySequence: CustomBatchingPrioritizationStrategy = ({ items, size }) => {
  const ordered = [...items].sort((a, b) => a.evaluationPriority - b.evaluationPriority);
  const share = Math.max(1, Math.floor(size / Math.max(1, ordered.length)));
  let left = size - ordered.reduce((sum, item) => sum + atMost(item, share), 0);
  const batch: PrioritizedBatchItem[] = [];
  for (const item of ordered) {
    const first = atMost(item, share);
    const more = Math.max(0, Math.min(item.tokens.length - first, left));
    left -= more;
    batch.push({ item, processAmount: first + more });
  }
  return batch;
};

function atMost(item: BatchItem, tokens: number): number {
  return Math.min(item.tokens.length, tokens);
}
