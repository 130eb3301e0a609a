import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { StakeQuote } from "../../../native/api/stake.ts";
import { api } from "../../app/api.ts";
import { toPageError } from "../../app/page-error.ts";
import { failed, type Loadable, loading, ready } from "../../stores/loadable.ts";
import { useNetwork } from "../../stores/network.ts";

const TYPING_MILLIS = 200;
const EVERY_BLOCKS = 3;

/** A quote that follows what is typed and the newest block. */
export interface LiveQuote {
  /** Undefined while there is no amount to ask for. */
  readonly data: Loadable<StakeQuote> | undefined;
  /** True while what is shown is not for what is typed. */
  readonly stale: boolean;
}

/** Asks what `units` would bring, anew after typing pauses and every few blocks, so that the figures on screen hold. */
export function useQuote(
  units: bigint | undefined,
  terms: Pick<StakeQuote, "direction" | "hotkey" | "netuid" | "tolerance">,
): LiveQuote {
  const { direction, hotkey, netuid, tolerance } = terms;
  const [typed] = useDebouncedValue(units?.toString(), TYPING_MILLIS);
  const pulse = useNetwork((store) =>
    Math.floor((store.data.value?.best?.number ?? 0) / EVERY_BLOCKS),
  );
  const [data, setData] = useState<Loadable<StakeQuote>>();
  const question = typed === undefined ? undefined : `${typed}/${tolerance}/${pulse}`;

  useEffect(() => {
    if (typed === undefined || question === undefined) {
      setData(undefined);
      return;
    }
    let current = true;
    setData((before) => (before?.value?.pays === typed ? before : loading));
    api.stake.quote({ direction, hotkey, netuid, tolerance, amount: typed }).then(
      (quote) => current && setData(ready(quote)),
      (error: unknown) => current && setData(failed(toPageError(error), loading)),
    );
    return () => {
      current = false;
    };
  }, [question, typed, direction, hotkey, netuid, tolerance]);

  const value = data?.state === "ready" ? data.value : undefined;
  const stale =
    value === undefined || value.pays !== units?.toString() || value.tolerance !== tolerance;
  return { data, stale };
}
