import { HearthError } from "../../api/errors.ts";

/** What the name of one part of a model says, as llama.cpp's gguf-split writes it: `name-00001-of-00003.gguf`. */
export interface PartName {
  readonly prefix: string;
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** The parts of a file name; undefined for a file that is a whole model by its name. */
export function partName(file: string): PartName | undefined {
  const [, prefix, number, count] = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/i.exec(file) ?? [];
  if (prefix === undefined || Number(count) < 2) return undefined;
  return { prefix, number: Number(number), count: Number(count) };
}

/** The file name of one part, `number` from 1. */
export function partFile({ prefix, count }: PartName, number: number): string {
  const five = (value: number): string => String(value).padStart(5, "0");
  return `${prefix}-${five(number)}-of-${five(count)}.gguf`;
}

/** One part cannot be used alone: BAD_INPUT with what to do. */
export function onlyAPart(count: number): HearthError {
  return new HearthError("BAD_INPUT", {
    reason: `This is one of ${count} parts of a model. Put all of them into one folder and add the first one by its path: they are joined into one file.`,
  });
}
