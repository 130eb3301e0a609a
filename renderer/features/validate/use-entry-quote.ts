import { useDebouncedValue } from "@mantine/hooks";
import type { ValidatorQuote } from "../../../native/api/validator.ts";
import { api } from "../../app/api.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { useNetwork } from "../../stores/network.ts";
import { useRequest } from "../../ui/hooks/use-request.ts";

const TYPING_MILLIS = 200;
const EVERY_BLOCKS = 3;

/** What a start would take now, and whether that is for what is typed. */
export interface LiveEntryQuote {
  readonly data: Loadable<ValidatorQuote>;
  readonly settled: boolean;
}

/**
 * Asks what validating with this stake (rao; undefined: the least that gives a permit) would take, anew after typing pauses and
 * every few blocks, since both prices move.
 */
export function useEntryQuote(hotkey: string, stake: bigint | undefined): LiveEntryQuote {
  const asked = stake?.toString();
  const [typed] = useDebouncedValue(asked, TYPING_MILLIS);
  const pulse = useNetwork((store) =>
    Math.floor((store.data.value?.best?.number ?? 0) / EVERY_BLOCKS),
  );
  const { data } = useRequest(
    `entry-${hotkey}-${typed ?? "least"}`,
    () => api.validator.quote({ hotkey, ...(typed !== undefined && { stake: typed }) }),
    pulse,
  );
  return { data, settled: data.state === "ready" && typed === asked };
}
