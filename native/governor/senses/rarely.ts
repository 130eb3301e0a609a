/** How many missed turns make an answer too old to be believed. */
const TURNS = 3;

/**
 * A question that is asked at most every `everyMillis`, in the background, and never twice at once: what it gives at once is the last
 * answer, or undefined where there is none, it could not be told, or it is three turns old.
 */
export function rarely<T>(
  ask: () => Promise<T | undefined>,
  everyMillis: number,
  now: () => number,
): () => T | undefined {
  let last: { readonly value: T | undefined; readonly at: number } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking = false;
  const again = async (): Promise<void> => {
    asking = true;
    askedAt = now();
    try {
      last = { value: await ask(), at: now() };
    } catch {
      // A sense that fails is one that cannot tell; its last answer goes stale by itself.
    } finally {
      asking = false;
    }
  };
  return () => {
    const at = now();
    const since = at - askedAt;
    // A clock that was set back makes every age wrong: then it is asked.
    if (!asking && (since >= everyMillis || since < 0)) void again();
    if (last === undefined) return undefined;
    const age = at - last.at;
    return age >= 0 && age < TURNS * everyMillis ? last.value : undefined;
  };
}
