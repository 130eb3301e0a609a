/** An exported declaration that no doc comment stands above. */
export interface Undocumented {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
}

const declared =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:(?:function\*? *|class |interface |type |enum |namespace )([\w$]+)|(?:const|let|var) ([\w$]+|[{[].*))/gm;
const unnamed = /^export default (?!async|function|class|abstract)(\w+)/gm;
/** `z.infer<typeof a>` and the like, and `(typeof a)[number]`. */
const inferred =
  /^export type [\w$]+ =\s+(?:[\w.]+<\s*typeof ([\w$]+)\s*>|\(typeof ([\w$]+)\)\[number\]);/;
const documented = /\/\*\*(?:(?!\*\/).)*?[A-Za-z`](?:(?!\*\/).)*\*\/\n$/s;

/**
 * Exported declarations of a source text without a doc comment directly above, in their order. What is passed on from another
 * file has its comment there. Two kinds need none of their own: further overloads of a documented function, and the type that
 * is inferred from the documented schema or list just before it.
 */
export function undocumented(text: string): readonly Undocumented[] {
  const found = [...text.matchAll(declared), ...text.matchAll(unnamed)].sort(
    (left, right) => left.index - right.index,
  );
  const missing: Undocumented[] = [];
  let before: { name: string; isDocumented: boolean } | undefined;
  for (const match of found) {
    const name = match[1] ?? match[2] ?? "";
    const [, generic, member] = inferred.exec(text.slice(match.index)) ?? [];
    const follows = before?.name === (generic ?? member ?? name) && before.isDocumented;
    const isDocumented = documented.test(text.slice(0, match.index)) || follows;
    if (!isDocumented) {
      missing.push({ name, line: text.slice(0, match.index).split("\n").length });
    }
    before = { name, isDocumented };
  }
  return missing;
}
