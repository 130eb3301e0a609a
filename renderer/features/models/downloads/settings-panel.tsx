import { useTranslation } from "react-i18next";
import { api } from "../../../app/api.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { SidePanel } from "../../../ui/layout/side-panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import classes from "./downloads.module.css";
import { SettingsForm } from "./settings-form.tsx";

interface SettingsPanelProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** How files are fetched: limit, connections, queue, proxy and mirrors. */
export function SettingsPanel({ opened, onClose }: SettingsPanelProps) {
  const { t } = useTranslation();
  return (
    <SidePanel
      opened={opened}
      onClose={onClose}
      title={t("downloads.settings.title")}
      testId="download-settings-panel"
    >
      <Content onSaved={onClose} />
    </SidePanel>
  );
}

function Content({ onSaved }: { readonly onSaved: () => void }) {
  const { t } = useTranslation();
  const { data, reload } = useRequest("download-settings", () => api.downloads.settings({}));
  if (data.state === "failed") return <ErrorView error={data.error} onRetry={reload} />;
  if (data.value === undefined) return <p className={classes.dim}>{t("common.loading")}</p>;
  return <SettingsForm settings={data.value} onSaved={onSaved} />;
}
