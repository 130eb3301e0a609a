import { create, type StoreApi, type UseBoundStore } from "zustand";
import type { PageError } from "../app/page-error.ts";
import { failed, type Loadable, loading, ready } from "./loadable.ts";

/** A store of one noun: its last known value and how to put the next one in. */
export interface Watched<T> {
  readonly data: Loadable<T>;
  readonly take: (value: T) => void;
  readonly fail: (error: PageError) => void;
}

/** Makes the store of one noun. Values come from its feed (app/feeds.ts) and from calls that return the same noun. */
export function createWatched<T>(): UseBoundStore<StoreApi<Watched<T>>> {
  return create<Watched<T>>((set) => ({
    data: loading,
    take: (value) => set({ data: ready(value) }),
    fail: (error) => set((before) => ({ data: failed(error, before.data) })),
  }));
}
