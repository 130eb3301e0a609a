import { api } from "../../../app/api.ts";
import { useGovernor } from "../../../stores/governor.ts";
import { useHardware } from "../../../stores/hardware.ts";
import { useNow } from "../../../ui/hooks/use-now.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import type { ReasonContext } from "./reason-text.ts";

/** What the sentences about the governor need, asked again whenever its state turns. */
export function useReasonContext(): ReasonContext {
  const now = useNow();
  const since = useGovernor((store) => store.data.value?.since ?? 0);
  const gpus = useHardware(
    (store) => store.data.value?.devices.filter((device) => device.kind === "gpu").length ?? 0,
  );
  const settings = useRequest("governor-settings", () => api.governor.settings({}), since).data
    .value;
  return {
    now,
    gpus,
    resumeBelow: settings?.temperature.resumeBelow,
    currency: settings?.tariff.currency,
  };
}
