import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { MiningStatus } from "../../../../native/api/mining.ts";
import { Facts } from "../../../ui/figures/facts.tsx";
import { formatDuration } from "../../../ui/format/time.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { Copyable } from "../../../ui/marks/copyable.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import { useModelTitle } from "../../models/use-model-title.ts";
import { isOn } from "../mining-control.ts";
import { miningTone } from "../mining-tone.ts";
import { AtOnce } from "./at-once.tsx";
import classes from "./overview.module.css";

interface StatusPanelProps {
  readonly mining: MiningStatus;
  readonly now: number;
}

/** Who the miner is on the network, and where it answers. */
export function StatusPanel({ mining, now }: StatusPanelProps) {
  const { t } = useTranslation();
  const title = useModelTitle();
  return (
    <Panel
      title={t("mine.status")}
      aside={
        <StateBadge live tone={miningTone(mining.state)} testId="mining-state">
          {t(`mining.state.${mining.state}`)}
        </StateBadge>
      }
    >
      <Facts
        items={[
          {
            key: "endpoint",
            label: <Term name="axon">{t("mine.endpoint")}</Term>,
            value:
              mining.endpoint === undefined ? (
                t("mine.closed")
              ) : (
                <Copyable value={mining.endpoint} label={t("mine.endpoint")} whole />
              ),
          },
          {
            key: "hotkey",
            label: <Term name="hotkey" />,
            value:
              mining.hotkeyAddress === undefined ? (
                (mining.hotkey ?? "–")
              ) : (
                <Copyable value={mining.hotkeyAddress} label={t("terms.hotkey.word")} />
              ),
          },
          {
            key: "uid",
            label: <Term name="uid" />,
            value:
              mining.uid === undefined
                ? t(isOn(mining.state) ? "mine.noUid" : "mine.whileOn")
                : t("mine.uidOn", { uid: mining.uid, netuid: mining.netuid ?? 0 }),
          },
          {
            key: "model",
            label: t("mine.model"),
            value: mining.model === undefined ? "–" : title(mining.model),
          },
          ...(mining.atOnce === undefined
            ? []
            : [
                {
                  key: "atOnce",
                  label: t("mine.atOnce.label"),
                  value: <AtOnce chosen={mining.atOnce} />,
                },
              ]),
          {
            key: "since",
            label: t("mine.since"),
            value: mining.startedAt === undefined ? "–" : formatDuration(now - mining.startedAt),
          },
        ]}
      />
      <Link href="/mine/endpoint" className={`${classes.link} ${classes.reach}`}>
        {t("endpoint.now")}
      </Link>
    </Panel>
  );
}
