/** An async iterable that is fed from outside. What is pushed before it is read waits. */
export interface PushStream<T> extends AsyncIterable<T> {
  push(value: T): void;
  /** Ends it after what was pushed. */
  end(): void;
  /** Ends it with an error after what was pushed. */
  fail(error: unknown): void;
}

/** A stream for one reader. */
export function createPushStream<T>(): PushStream<T> {
  const values: T[] = [];
  let end: { readonly error?: unknown; readonly failed: boolean } | undefined;
  let wake = (): void => {};
  return {
    push: (value) => {
      values.push(value);
      wake();
    },
    end: () => {
      end ??= { failed: false };
      wake();
    },
    fail: (error) => {
      end ??= { failed: true, error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const value = values.shift();
        if (value !== undefined) {
          yield value;
        } else if (end !== undefined) {
          if (end.failed) throw end.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
