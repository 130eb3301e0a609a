import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "wouter";
import { api } from "../../app/api.ts";
import { mapLoadable } from "../../stores/map-loadable.ts";
import { useNetwork } from "../../stores/network.ts";
import { useRequest } from "../../ui/hooks/use-request.ts";
import { Page } from "../../ui/layout/page.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { MetagraphTable } from "./metagraph-table.tsx";
import { NetworkFacts } from "./network-facts.tsx";
import { SkipAhead } from "./skip-ahead.tsx";
import { SubnetsTable } from "./subnets-table.tsx";

const EVERY_BLOCKS = 10;

/** Network: what this node is connected to, its subnets, and who is on the chosen one. */
export function NetworkPage() {
  const { t } = useTranslation();
  const params = useParams<{ netuid?: string }>();
  const [, navigate] = useLocation();
  const data = useNetwork((store) => store.data);
  const pulse = Math.floor((data.value?.best?.number ?? 0) / EVERY_BLOCKS);
  const netuid = /^\d{1,5}$/.test(params.netuid ?? "") ? Number(params.netuid) : 1;
  const subnets = useRequest("subnets", () => api.network.subnets({}), pulse);
  const metagraph = useRequest(
    `metagraph-${netuid}`,
    () => api.network.metagraph({ netuid }),
    pulse,
  );
  return (
    <Page title={t("pages.network")} lead={t("leads.network")}>
      {data.state === "failed" && <ErrorView error={data.error} />}
      {data.value !== undefined && <NetworkFacts info={data.value} />}
      <Panel title={t("network.subnets")} flush>
        <SubnetsTable
          data={subnets.data}
          chosen={netuid}
          onRetry={subnets.reload}
          onChoose={(chosen) => navigate(`/network/${chosen}`)}
        />
      </Panel>
      {data.value?.network === "practice" && (
        <SkipAhead
          netuid={netuid}
          onSkipped={() => {
            subnets.reload();
            metagraph.reload();
          }}
        />
      )}
      <Panel title={t("network.metagraph", { netuid })} flush>
        <MetagraphTable
          data={mapLoadable(metagraph.data, (graph) => graph.neurons)}
          netuid={netuid}
          onRetry={metagraph.reload}
        />
      </Panel>
    </Page>
  );
}
