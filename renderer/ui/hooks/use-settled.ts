import { useEffect, useState } from "react";

/** `value` once it has stood still for `millis`, compared by `key`: what a slider or a form ends at, not all on its way. */
export function useSettled<T>(value: T, key: string, millis = 250): { value: T; settled: boolean } {
  const [held, setHeld] = useState({ value, key });
  useEffect(() => {
    if (held.key === key) return;
    const timer = setTimeout(() => setHeld({ value, key }), millis);
    return () => clearTimeout(timer);
  }, [held.key, key, value, millis]);
  return { value: held.value, settled: held.key === key };
}
