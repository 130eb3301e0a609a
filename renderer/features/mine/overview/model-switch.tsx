import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MiningStatus } from "../../../../native/api/mining.ts";
import { api } from "../../../app/api.ts";
import { useEngine } from "../../../stores/engine.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { modelTitle } from "../../models/model-title.ts";
import { chooseModel, isOn, useControl } from "../mining-control.ts";
import classes from "./overview.module.css";

/** Which model the miner answers with: the next start's while it is off, and a switch without a dropped request while it is on. */
export function ModelSwitch({ mining }: { readonly mining: MiningStatus }) {
  const { t } = useTranslation();
  const { data, reload } = useRequest("models", () => api.models.list({}));
  const chosen = useControl((store) => store.model);
  const [next, setNext] = useState<string>();
  const swapping = useEngine((store) => store.data.value?.swap);
  const swap = useAction(async (to: string) => {
    useEngine.getState().take(await api.engine.swap({ to }));
    setNext(undefined);
  });
  const on = isOn(mining.state);
  const options = (data.value ?? []).map((model) => ({
    value: model.id,
    label: t("modelChoice.option", {
      name: modelTitle(model.name, model.quantisation),
      size: formatBytes(model.neededBytes),
    }),
    disabled: !model.fits || model.state === "damaged" || model.state === "missing",
  }));
  const now = mining.model ?? "";
  const value = on ? (next ?? now) : (chosen ?? "");
  return (
    <Panel title={t("modelChoice.title")}>
      {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
      {swap.error !== undefined && <ErrorView error={swap.error} />}
      <div className={classes.switch}>
        <Select
          label={t("modelChoice.label")}
          description={t(on ? "modelChoice.swapHint" : "modelChoice.hint")}
          w={420}
          value={value}
          disabled={swap.running || swapping !== undefined}
          onChange={(model) => {
            if (model === null) return;
            if (on) setNext(model);
            else chooseModel(model === "" ? undefined : model);
          }}
          allowDeselect={false}
          data={on ? options : [{ value: "", label: t("modelChoice.automatic") }, ...options]}
          data-testid="model-choice"
        />
        {on && (
          <Button
            variant="default"
            disabled={next === undefined || next === now}
            loading={swap.running || swapping !== undefined}
            onClick={() => next !== undefined && void swap.run(next)}
            data-testid="model-swap"
          >
            {t("modelChoice.swap")}
          </Button>
        )}
      </div>
    </Panel>
  );
}
