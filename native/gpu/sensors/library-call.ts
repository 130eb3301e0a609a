import type koffi from "koffi";

/** A function of a native library, called with values that fit its parameters; resolves to the number that it returns. */
export type LibraryCall = (...values: unknown[]) => Promise<number>;

/**
 * Binds a function of a library. Its calls run on koffi's worker threads, so that this process still hears its parent while a driver
 * hangs. `result` and `parameters` are koffi's names of types. Throws where the library lacks the function.
 */
export function bindCall(
  library: ReturnType<typeof koffi.load>,
  name: string,
  result: "int" | "int32" | "uint32",
  parameters: readonly string[],
): LibraryCall {
  const bare = library.func(name, result, [...parameters]);
  return (...values) =>
    new Promise((resolve, reject) => {
      bare.async(...values, (error: unknown, code: number) => {
        if (error) reject(error);
        else resolve(code);
      });
    });
}
