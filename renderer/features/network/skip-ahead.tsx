import { Button } from "@mantine/core";
import { IconPlayerStop, IconPlayerTrackNext } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useNetwork } from "../../stores/network.ts";
import { formatWhole } from "../../ui/format/bytes.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import classes from "../wallet/wallet-list.module.css";

interface SkipAheadProps {
  readonly netuid: number;
  /** Called when blocks were made, so that the tables below are read again. */
  readonly onSkipped: () => void;
}

type Goal = Parameters<typeof api.practice.advance>[0];
type Advanced = Awaited<ReturnType<typeof api.practice.advance>>;

/** Practice only: blocks without waiting for their time, a hundred or up to the chosen subnet's next epoch. */
export function SkipAhead({ netuid, onSkipped }: SkipAheadProps) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Advanced>();
  const running = useRef<AbortController>(undefined);
  const best = useNetwork((store) => store.data.value?.best?.number);
  const skip = useAction(async (goal: Goal) => {
    setMade(undefined);
    running.current = new AbortController();
    const { signal } = running.current;
    try {
      setMade(await api.practice.advance(goal, { signal }));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    onSkipped();
  });
  const start = (goal: Goal, label: string, testId: string) => (
    <Button
      variant="default"
      leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
      disabled={skip.running}
      onClick={() => void skip.run(goal)}
      data-testid={testId}
    >
      {label}
    </Button>
  );
  return (
    <Panel
      title={t("advance.title")}
      aside={<NetworkBadge network="practice" />}
      testId="skip-ahead"
    >
      <div className={classes.faucet}>
        <p>{t("advance.why")}</p>
        {start({ blocks: 100 }, t("advance.blocks"), "skip-blocks")}
        {start({ epochOf: netuid }, t("advance.epoch", { netuid }), "skip-epoch")}
        {skip.running && (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={16} aria-hidden />}
            onClick={() => running.current?.abort()}
            data-testid="skip-stop"
          >
            {t("advance.stop")}
          </Button>
        )}
      </div>
      <p role="status" data-testid="skip-status">
        {skip.running && best !== undefined && t("advance.running", { block: formatWhole(best) })}
        {made !== undefined &&
          t("advance.done", { from: formatWhole(made.from), to: formatWhole(made.to) })}
        {made?.reached === false && ` ${t("advance.far")}`}
      </p>
      {skip.error !== undefined && <ErrorView error={skip.error} />}
    </Panel>
  );
}
