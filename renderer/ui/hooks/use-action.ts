import { useCallback, useState } from "react";
import { type PageError, toPageError } from "../../app/page-error.ts";

/** A call made on a click: whether it runs, and how it failed last. */
export interface Action<Input extends readonly unknown[], Output> {
  readonly running: boolean;
  readonly error: PageError | undefined;
  /** Runs it; undefined where it failed, and then `error` says how. */
  readonly run: (...input: Input) => Promise<Output | undefined>;
  readonly clear: () => void;
}

/** Wraps a call so that a click shows its progress and its failure. */
export function useAction<Input extends readonly unknown[], Output>(
  work: (...input: Input) => Promise<Output>,
): Action<Input, Output> {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<PageError>();
  const run = async (...input: Input): Promise<Output | undefined> => {
    setRunning(true);
    setError(undefined);
    try {
      return await work(...input);
    } catch (thrown) {
      setError(toPageError(thrown));
      return undefined;
    } finally {
      setRunning(false);
    }
  };
  return { running, error, run, clear: useCallback(() => setError(undefined), []) };
}
