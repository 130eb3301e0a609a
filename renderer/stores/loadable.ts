import type { PageError } from "../app/page-error.ts";

/** Something asked of the node. A failure keeps the last value, so that a page never blanks what it knew. */
export type Loadable<T> =
  | { readonly state: "loading"; readonly value?: T }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly error: PageError; readonly value?: T };

/** The state before the first answer. */
export const loading: Loadable<never> = { state: "loading" };

/** A good answer. */
export function ready<T>(value: T): Loadable<T> {
  return { state: "ready", value };
}

/** A failure after `before`, keeping what was known. */
export function failed<T>(error: PageError, before: Loadable<T>): Loadable<T> {
  return before.value === undefined
    ? { state: "failed", error }
    : { state: "failed", error, value: before.value };
}
