import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { ErrorView } from "../../ui/error-view.tsx";
import { formatBytes } from "../../ui/format/bytes.ts";
import { Panel } from "../../ui/panel.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { chooseModel, useControl } from "./mining-control.ts";

/** Which model the next start loads. Locked while mining is on, since one miner runs one model. */
export function ModelChoice({ locked }: { readonly locked: boolean }) {
  const { t } = useTranslation();
  const { data, reload } = useRequest("models", () => api.models.list({}));
  const chosen = useControl((store) => store.model);
  return (
    <Panel title={t("modelChoice.title")}>
      {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
      <Select
        label={t("modelChoice.label")}
        description={locked ? t("modelChoice.locked") : t("modelChoice.hint")}
        disabled={locked}
        maw={420}
        value={chosen ?? ""}
        onChange={(value) => chooseModel(value === "" || value === null ? undefined : value)}
        allowDeselect={false}
        data={[
          { value: "", label: t("modelChoice.automatic") },
          ...(data.value ?? []).map((model) => ({
            value: model.id,
            label: t("modelChoice.option", {
              name: model.name,
              quantisation: model.quantisation,
              size: formatBytes(model.neededBytes),
            }),
            disabled: !model.fits || model.state === "damaged" || model.state === "missing",
          })),
        ]}
        data-testid="model-choice"
      />
    </Panel>
  );
}
