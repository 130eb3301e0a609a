import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "wouter";
import { useDownloads } from "../../stores/downloads.ts";
import { Page } from "../../ui/layout/page.tsx";
import { ViewTabs } from "../../ui/layout/view-tabs.tsx";
import { BrowseView } from "./browse/browse-view.tsx";
import { DownloadsView } from "./downloads/downloads-view.tsx";
import { HereView } from "./here/here-view.tsx";
import { BenchmarkView } from "./receipt/benchmark-view.tsx";

/** Models: what is on this computer, what could be, what is on its way, and what this computer does with one. */
export function ModelsPage() {
  const { t } = useTranslation();
  const { view = "here", id } = useParams<{ view?: string; id?: string }>();
  const [, navigate] = useLocation();
  const underway = useDownloads(
    (store) =>
      store.data.value?.filter((one) => one.state !== "done" && one.state !== "paused").length,
  );
  return (
    <Page
      title={t("pages.models")}
      lead={t("leads.models")}
      actions={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => navigate("/models/browse/add")}
          data-testid="models-add"
        >
          {t("models.add.open")}
        </Button>
      }
    >
      <ViewTabs
        label={t("models.views.name")}
        views={[
          { to: "/models", label: t("models.views.here"), testId: "view-here" },
          { to: "/models/browse", label: t("models.views.browse"), testId: "view-browse" },
          {
            to: "/models/downloads",
            label: t("models.views.downloads"),
            count: underway,
            testId: "view-downloads",
          },
          { to: "/models/receipt", label: t("models.views.receipt"), testId: "view-receipt" },
        ]}
      />
      {view === "browse" ? (
        <BrowseView file={id === "add" ? undefined : id} adding={id === "add"} />
      ) : view === "downloads" ? (
        <DownloadsView settings={id === "settings"} />
      ) : view === "receipt" ? (
        <BenchmarkView />
      ) : (
        <HereView chosen={id} />
      )}
    </Page>
  );
}
