import { useCallback, useEffect, useRef, useState } from "react";
import { toPageError } from "../../app/page-error.ts";
import { useConnection } from "../../stores/connection.ts";
import { failed, type Loadable, loading, ready } from "../../stores/loadable.ts";

/** A request with its state and a way to ask again. */
export interface Request<T> {
  readonly data: Loadable<T>;
  readonly reload: () => void;
}

/**
 * Asks the node once for `key`, again when `key` or `version` moves, on `reload`, and after a lost connection is back.
 * A new `key` forgets the old value; a new `version` keeps it on screen until the answer is there.
 */
export function useRequest<T>(key: string, ask: () => Promise<T>, version = 0): Request<T> {
  const [held, setHeld] = useState<{ key: string; data: Loadable<T> }>({ key, data: loading });
  const [asked, setAsked] = useState(0);
  const open = useConnection((store) => store.state.kind === "open");
  const question = useRef(ask);
  question.current = ask;

  // Everything that is a reason to ask again, as one text.
  const reason = `${key}#${version}#${asked}#${open}`;
  useEffect(() => {
    let current = reason !== "";
    setHeld((before) => (before.key === key ? before : { key, data: loading }));
    question.current().then(
      (value) => current && setHeld({ key, data: ready(value) }),
      (error: unknown) =>
        current &&
        setHeld((before) => ({
          key,
          data: failed(toPageError(error), before.key === key ? before.data : loading),
        })),
    );
    return () => {
      current = false;
    };
  }, [key, reason]);

  const reload = useCallback(() => setAsked((count) => count + 1), []);
  return { data: held.key === key ? held.data : loading, reload };
}
