import { newtype, type ScaleType, tuple, vec } from "./type.ts";

/** `BTreeMap<K, V>` as pairs in key order. The caller keeps them sorted. */
export function btreeMap<K, V>(key: ScaleType<K>, value: ScaleType<V>): ScaleType<[K, V][]> {
  const pairs = vec(tuple(key, value)) as unknown as ScaleType<[K, V][]>;
  return newtype(["BTreeMap"], pairs, undefined, [
    { name: "K", type: key.shape },
    { name: "V", type: value.shape },
  ]);
}

/** `BTreeSet<T>` as a list in order. The caller keeps it sorted and free of repeats. */
export function btreeSet<T>(type: ScaleType<T>): ScaleType<T[]> {
  return newtype(["BTreeSet"], vec(type), undefined, [{ name: "T", type: type.shape }]);
}
