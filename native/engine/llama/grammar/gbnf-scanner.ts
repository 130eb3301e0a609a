/** A place in a grammar's text that moves on as it is read. Everything throws an Error with the reason. */
export interface Scanner {
  over(): boolean;
  /** The character that comes next; empty at the end. */
  peek(): string;
  /** Moves past a text if it comes next. */
  take(text: string): boolean;
  /** Moves past blanks and comments, and where `lines` past line ends. */
  space(lines: boolean): void;
  lineEnd(): boolean;
  name(): string;
  /** The code points of a literal behind its first quotation mark, which is not read again. */
  literal(): number[];
  /** The ranges of a class behind its bracket and hat. */
  ranges(): (readonly [low: number, high: number])[];
  /** Moves past a whole token, such as `<think>` or `!<[42]>`. */
  token(): boolean;
  /** How often what came before is repeated; undefined where no such sign comes. */
  repetition(lines: boolean): readonly [least: number, most: number] | undefined;
  expected(what: string): Error;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ t: "\t", r: "\r", n: "\n", "\\": "\\", '"': '"', "[": "[", "]": "]", "-": "-" },
};
/** Digits of an escape in hexadecimals. */
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Whether a character may be part of a rule's name. */
export function isWord(character: string): boolean {
  return /^[a-zA-Z0-9-]/.test(character);
}

/** A scanner at the beginning of a text. */
export function createScanner(text: string): Scanner {
  let at = 0;
  const peek = (): string => text.charAt(at);
  const expected = (what: string): Error =>
    new Error(`expecting ${what} at ${JSON.stringify(text.slice(at, at + 20))}`);
  const take = (wanted: string): boolean => {
    const there = text.startsWith(wanted, at);
    if (there) at += wanted.length;
    return there;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  const space = (lines: boolean): void => {
    match(lines ? /(?:[ \t\r\n]|#[^\r\n]*)*/y : /(?:[ \t]|#[^\r\n]*)*/y);
  };
  const codePoint = (): number => {
    if (at >= text.length) throw expected("more");
    if (!take("\\")) {
      const code = text.codePointAt(at) ?? 0;
      at += code > 0xffff ? 2 : 1;
      return code;
    }
    const sign = peek();
    const digits = HEX[sign];
    const escaped = ESCAPES[sign];
    at += 1;
    if (digits === undefined) {
      if (escaped === undefined) throw expected("an escape that is known");
      return escaped.charCodeAt(0);
    }
    const hex = text.slice(at, at + digits);
    if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) throw expected(`${digits} hex digits`);
    at += digits;
    return Number.parseInt(hex, 16);
  };
  const number = (): number => {
    const digits = match(/[0-9]+/y);
    if (digits === undefined) throw expected("a number");
    return Number(digits);
  };

  return {
    over: () => at >= text.length,
    ...{ peek, take, space, expected },
    lineEnd: () => match(/\r\n|\r|\n/y) !== undefined,
    name: () => {
      const found = match(/[a-zA-Z0-9-]+/y);
      if (found === undefined) throw expected("a name");
      return found;
    },
    literal: () => {
      const codes: number[] = [];
      while (!take('"')) codes.push(codePoint());
      return codes;
    },
    ranges: () => {
      const ranges: (readonly [number, number])[] = [];
      while (!take("]")) {
        const low = codePoint();
        const ranged = peek() === "-" && text.charAt(at + 1) !== "]";
        if (ranged) at += 1;
        ranges.push([low, ranged ? codePoint() : low]);
      }
      return ranges;
    },
    token: () => match(/!?<(?:\[[0-9]+\]|[^>[][^>]*)>/y) !== undefined,
    repetition: (lines) => {
      if (take("*")) return [0, Number.POSITIVE_INFINITY];
      if (take("+")) return [1, Number.POSITIVE_INFINITY];
      if (take("?")) return [0, 1];
      if (!take("{")) return undefined;
      space(lines);
      const least = number();
      space(lines);
      if (take("}")) return [least, least];
      if (!take(",")) throw expected(",");
      space(lines);
      const most = /[0-9]/.test(peek()) ? number() : Number.POSITIVE_INFINITY;
      space(lines);
      if (!take("}")) throw expected("}");
      return [least, most];
    },
  };
}
