import { useTranslation } from "react-i18next";
import { useParams } from "wouter";
import { useMining } from "../../stores/mining.ts";
import { Page } from "../../ui/layout/page.tsx";
import { ViewTabs } from "../../ui/layout/view-tabs.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { EndpointView } from "./endpoint/endpoint-view.tsx";
import { GovernorView } from "./governor/governor-view.tsx";
import { HardwareView } from "./hardware/hardware-view.tsx";
import { MiningButton } from "./mining-button.tsx";
import { useMiningControl } from "./mining-control.ts";
import { OverviewView } from "./overview/overview-view.tsx";
import { RequestsView } from "./requests/requests-view.tsx";

/** Mine: what the miner serves, on what, under which rules, and whom it answered. */
export function MinePage() {
  const { t } = useTranslation();
  const { view = "", id } = useParams<{ view?: string; id?: string }>();
  const data = useMining((store) => store.data);
  const control = useMiningControl();
  return (
    <Page title={t("pages.mine")} lead={t("leads.mine")} actions={<MiningButton />}>
      {data.state === "failed" && <ErrorView error={data.error} />}
      {control.error !== undefined && control.asking === undefined && (
        <ErrorView error={control.error} onRetry={() => void control.start()} />
      )}
      <ViewTabs
        label={t("mine.views.name")}
        views={[
          { to: "/mine", label: t("mine.views.overview"), testId: "view-overview" },
          { to: "/mine/hardware", label: t("mine.views.hardware"), testId: "view-hardware" },
          { to: "/mine/governor", label: t("mine.views.governor"), testId: "view-governor" },
          { to: "/mine/endpoint", label: t("mine.views.endpoint"), testId: "view-endpoint" },
          { to: "/mine/requests", label: t("mine.views.requests"), testId: "view-requests" },
        ]}
      />
      {view === "hardware" ? (
        <HardwareView chosen={id} />
      ) : view === "governor" ? (
        <GovernorView />
      ) : view === "endpoint" ? (
        <EndpointView />
      ) : view === "requests" ? (
        <RequestsView chosen={id} />
      ) : (
        <OverviewView />
      )}
    </Page>
  );
}
