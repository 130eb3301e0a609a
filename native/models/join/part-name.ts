import { HearthError } from "../../api/errors.ts";

/** What the name of one part of a model says, as llama.cpp's gguf-split writes it: `name-00001-of-00003.gguf`. */
export interface PartName {
  readonly prefix: string;
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** More than the largest models have; each is asked for. */
const MOST_PARTS = 64;

/** The parts of a file name; undefined for a file that is a whole model by its name, or claims to have more parts than any has. */
export function partName(file: string): PartName | undefined {
  const [, prefix, number, count] = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/i.exec(file) ?? [];
  const isOne = Number(count) < 2 || Number(count) > MOST_PARTS || Number(number) < 1;
  if (prefix === undefined || isOne) return undefined;
  return { prefix, number: Number(number), count: Number(count) };
}

/** The file name of one part, `number` from 1. */
export function partFile({ prefix, count }: PartName, number: number): string {
  const five = (value: number): string => String(value).padStart(5, "0");
  return `${prefix}-${five(number)}-of-${five(count)}.gguf`;
}

/** The addresses of all parts, where an address is that of one; undefined where it is not. */
export function partUrls(url: string): readonly string[] | undefined {
  const address = new URL(url);
  const segments = address.pathname.split("/");
  const name = partName(segments.pop() ?? "");
  if (name === undefined) return undefined;
  return Array.from({ length: name.count }, (_, index) => {
    address.pathname = [...segments, partFile(name, index + 1)].join("/");
    return address.href;
  });
}

/** One part cannot be used alone: BAD_INPUT with what to do. */
export function onlyAPart(count: number): HearthError {
  return new HearthError("BAD_INPUT", {
    reason: `This is one of ${count} parts of a model. Put all of them into one folder and add the first one by its path: they are joined into one file.`,
  });
}
