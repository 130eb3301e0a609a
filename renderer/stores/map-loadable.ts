import type { Loadable } from "./loadable.ts";

/** The same state with its value turned by `turn`. */
export function mapLoadable<From, To>(
  data: Loadable<From>,
  turn: (value: From) => To,
): Loadable<To> {
  switch (data.state) {
    case "loading":
      return data.value === undefined
        ? { state: "loading" }
        : { state: "loading", value: turn(data.value) };
    case "ready":
      return { state: "ready", value: turn(data.value) };
    case "failed":
      return data.value === undefined
        ? { state: "failed", error: data.error }
        : { state: "failed", error: data.error, value: turn(data.value) };
    default:
      return data satisfies never;
  }
}
