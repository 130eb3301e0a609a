import { useEffect, useRef, useState } from "react";
import { toPageError } from "../../app/page-error.ts";
import { backOffMillis } from "../../app/transport/back-off.ts";
import { useConnection } from "../../stores/connection.ts";
import { failed, type Loadable, loading, ready } from "../../stores/loadable.ts";

/**
 * Follows a stream of the node for as long as the component is shown: opened again with back-off where it ends or fails, and
 * after a lost connection is back. `open` begins it; its first value is what is true now. `key` names what is followed.
 */
export function useStream<T>(
  key: string,
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
): Loadable<T> {
  const [data, setData] = useState<Loadable<T>>(loading);
  const reached = useConnection((store) => store.state.kind === "open");
  const begin = useRef(open);
  begin.current = open;
  useEffect(() => {
    if (!reached || key === "") return;
    const lifetime = new AbortController();
    void run(lifetime.signal);
    return () => lifetime.abort();

    async function run(signal: AbortSignal): Promise<void> {
      for (let attempt = 1; !signal.aborted; attempt += 1) {
        try {
          for await (const value of await begin.current(signal)) {
            if (signal.aborted) return;
            attempt = 0;
            setData(ready(value));
          }
        } catch (error) {
          if (signal.aborted) return;
          setData((before) => failed(toPageError(error), before));
        }
        await pause(backOffMillis(Math.max(1, attempt), Math.random()), signal);
      }
    }
  }, [key, reached]);
  return data;
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
