/** The three control tokens, in id order; the 256 bytes follow, then the merges. */
export const SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] as const;
/** Ids of the control tokens. */
export const END_OF_TEXT = 0;
/** Opens a turn of a chat. */
export const TURN_START = 1;
/** Closes a turn of a chat; the model's end of generation. */
export const TURN_END = 2;
/** Id of byte 0. */
export const FIRST_BYTE = SPECIALS.length;

/** GPT-2's split into words, as llama.cpp applies it for tokenizer.ggml.pre = "gpt-2". */
const WORD = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** A byte-level BPE: `merges[i]` are the two ids that make id `FIRST_BYTE + 256 + i`. */
export type Tokenizer = { readonly merges: readonly (readonly [number, number])[] };

const encoder = new TextEncoder();
const toIds = (word: string): number[] =>
  Array.from(encoder.encode(word), (byte) => byte + FIRST_BYTE);

function mergePair(ids: readonly number[], left: number, right: number, merged: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < ids.length; at += 1) {
    if (ids[at] === left && ids[at + 1] === right) {
      result.push(merged);
      at += 1;
    } else result.push(ids[at]!);
  }
  return result;
}

/** Learns merges until the vocabulary has `vocabulary` tokens. Digits stay single tokens, which makes sums learnable. */
export function trainTokenizer(texts: readonly string[], vocabulary: number): Tokenizer {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of text.match(WORD) ?? []) {
      if (!/\p{N}/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  let entries = [...counts].map(([word, count]) => ({ ids: toIds(word), count }));
  const merges: [number, number][] = [];
  while (FIRST_BYTE + 256 + merges.length < vocabulary) {
    const pairs = new Map<number, number>();
    for (const { ids, count } of entries) {
      for (let at = 0; at + 1 < ids.length; at += 1) {
        const pair = ids[at]! * 65536 + ids[at + 1]!;
        pairs.set(pair, (pairs.get(pair) ?? 0) + count);
      }
    }
    const best = [...pairs].reduce((a, b) =>
      b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a,
    );
    const [left, right] = [Math.floor(best[0] / 65536), best[0] % 65536];
    const merged = FIRST_BYTE + 256 + merges.length;
    merges.push([left, right]);
    entries = entries.map(({ ids, count }) => ({
      ids: mergePair(ids, left, right, merged),
      count,
    }));
  }
  return { merges };
}

/** Returns a function from text (no control tokens in it) to ids; it remembers words it has seen. */
export function textEncoder(tokenizer: Tokenizer): (text: string) => number[] {
  const ranks = new Map(
    tokenizer.merges.map(([left, right], rank) => [left * 65536 + right, rank]),
  );
  const known = new Map<string, readonly number[]>();
  const encodeWord = (word: string): readonly number[] => {
    let ids = toIds(word);
    for (;;) {
      let best = Number.POSITIVE_INFINITY;
      for (let at = 0; at + 1 < ids.length; at += 1) {
        best = Math.min(best, ranks.get(ids[at]! * 65536 + ids[at + 1]!) ?? best);
      }
      const pair = tokenizer.merges[best];
      if (pair === undefined) return ids;
      ids = mergePair(ids, pair[0], pair[1], FIRST_BYTE + 256 + best);
    }
  };
  return (text) =>
    (text.match(WORD) ?? []).flatMap((word) => {
      const ids = known.get(word) ?? encodeWord(word);
      known.set(word, ids);
      return [...ids];
    });
}

/** The bytes that every id stands for; control tokens stand for none. */
export function tokenBytes(tokenizer: Tokenizer): number[][] {
  const bytes: number[][] = SPECIALS.map(() => []);
  for (let byte = 0; byte < 256; byte += 1) bytes.push([byte]);
  for (const [left, right] of tokenizer.merges) bytes.push([...bytes[left]!, ...bytes[right]!]);
  return bytes;
}
