import { useTranslation } from "react-i18next";
import type { NetworkInfo } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatDuration } from "../../ui/format/time.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import { StateBadge, type Tone } from "../../ui/marks/state-badge.tsx";
import { Term } from "../../ui/marks/term.tsx";

const tones: Record<NetworkInfo["connection"], Tone> = {
  connecting: "busy",
  connected: "good",
  disconnected: "bad",
};

/** What this node is connected to. */
export function NetworkFacts({ info }: { readonly info: NetworkInfo }) {
  const { t } = useTranslation();
  const items = [
    {
      key: "network",
      label: t("network.network"),
      value: <NetworkBadge network={info.network} />,
    },
    {
      key: "endpoint",
      label: t("network.endpoint"),
      value: <Copyable value={info.endpoint} label={t("network.endpoint")} whole />,
    },
    info.best && {
      key: "best",
      label: <Term name="block">{t("network.best")}</Term>,
      value: (
        <span>
          {formatWhole(info.best.number)}{" "}
          <Copyable value={info.best.hash} label={t("network.best")} />
        </span>
      ),
    },
    info.finalized && {
      key: "finalized",
      label: <Term name="finalized" />,
      value: formatWhole(info.finalized.number),
    },
    info.blockSeconds !== undefined && {
      key: "time",
      label: t("network.blockTime"),
      value: formatDuration(info.blockSeconds * 1000),
    },
    info.totalIssuance !== undefined && {
      key: "issuance",
      label: t("network.issuance"),
      value: <Amount value={info.totalIssuance} />,
    },
    info.specVersion !== undefined && {
      key: "spec",
      label: t("network.spec"),
      value: String(info.specVersion),
    },
    info.genesis !== undefined && {
      key: "genesis",
      label: t("network.genesis"),
      value: <Copyable value={info.genesis} label={t("network.genesis")} />,
    },
  ];
  return (
    <Panel
      title={t("network.connection")}
      testId="network-info"
      aside={
        <StateBadge tone={tones[info.connection]}>
          {t(`connection.state.${info.connection}`)}
        </StateBadge>
      }
    >
      <Facts items={items.filter((item) => typeof item === "object")} />
    </Panel>
  );
}
