/** One thing that may be sensed on this computer. */
export interface Sense<T> {
  /** True where it can be told here. */
  available(): Promise<boolean>;
  /** Undefined where it cannot be told just now. May reject. */
  read(): Promise<T | undefined>;
  /** How often it may be asked, by what asking costs. Milliseconds. */
  readonly everyMillis: number;
}

/** A sense that this computer does not have. */
export const noSense: Sense<never> = {
  available: async () => false,
  read: async () => undefined,
  everyMillis: 3_600_000,
};

/** A sense that is there where its question is answered, asked at most so often. */
export function askedSense<T>(ask: () => Promise<T | undefined>, everyMillis: number): Sense<T> {
  return {
    available: () =>
      ask().then(
        (told) => told !== undefined,
        () => false,
      ),
    read: ask,
    everyMillis,
  };
}
