import { Button } from "@mantine/core";
import { IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { useConnection } from "../../stores/connection.ts";
import { useMiningControl } from "./mining-control.ts";

/** The one button: starts mining, or ends it at once. */
export function MiningButton({ size = "md" }: { readonly size?: "sm" | "md" | "lg" }) {
  const { t } = useTranslation();
  const control = useMiningControl();
  const reached = useConnection((store) => store.state.kind === "open");
  if (control.canStop) {
    return (
      <Button
        size={size}
        variant="default"
        leftSection={<IconPlayerStopFilled size={16} aria-hidden />}
        loading={control.busy || control.state === "stopping"}
        disabled={!reached}
        onClick={firstOf(control.stop)}
        data-testid="mining-stop"
      >
        {t("mining.stop")}
      </Button>
    );
  }
  return (
    <Button
      size={size}
      leftSection={<IconPlayerPlayFilled size={16} aria-hidden />}
      loading={control.busy}
      disabled={!reached || control.state === undefined}
      onClick={firstOf(control.start)}
      data-testid="mining-start"
    >
      {t("mining.start")}
    </Button>
  );
}

/** The second press of a double click is not meant for the button that has taken the first one's place. */
function firstOf(press: () => Promise<void>): (event: MouseEvent) => void {
  return (event) => {
    if (event.detail < 2) void press();
  };
}
