/** A set of listeners for one kind of news. */
export interface Listeners<T> {
  /** Adds one; the returned function removes it. */
  add(listener: (value: T) => void): () => void;
  /** Tells all. A listener that throws does not keep the others from hearing; its error surfaces as unhandled. */
  tell(value: T): void;
}

/** An empty list of listeners. */
export function listeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add: (listener) => {
      // Wrapped, so that one function added twice is two listeners.
      const own = (value: T): void => listener(value);
      all.add(own);
      return () => void all.delete(own);
    },
    tell: (value) => {
      for (const listener of [...all]) {
        try {
          listener(value);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
