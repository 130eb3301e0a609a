import { Button, Skeleton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import type { GovernorSettings } from "../../../../native/api/governor.ts";
import { api } from "../../../app/api.ts";
import { useGovernor } from "../../../stores/governor.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import classes from "./governor.module.css";
import { GovernorNow } from "./governor-now.tsx";
import { HeatAndPower } from "./rules/heat-and-power.tsx";
import { Hours } from "./rules/hours.tsx";
import { PeopleAndPrograms } from "./rules/people-and-programs.tsx";
import { Tariff } from "./rules/tariff.tsx";
import { canBeSaved } from "./settings-problem.ts";
import { WeekPreview } from "./week/week-preview.tsx";

/** Rules that were changed and not saved, kept while another page is looked at. */
const useUnsaved = create<{ draft: GovernorSettings | undefined }>(() => ({ draft: undefined }));

/** The governor: what it does now, the coming week, and its rules. */
export function GovernorView() {
  const { data, reload } = useRequest("governor-form", () => api.governor.settings({}));
  return (
    <>
      <GovernorNow />
      {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
      {data.value === undefined && data.state === "loading" && <Skeleton height={240} />}
      {data.value !== undefined && <Form saved={data.value} />}
    </>
  );
}

function Form({ saved }: { readonly saved: GovernorSettings }) {
  const { t } = useTranslation();
  const senses = useGovernor((store) => store.data.value?.senses);
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(() => useUnsaved.getState().draft ?? saved);
  // Discarding makes the fields anew: some of them hold text of their own.
  const [discards, setDiscards] = useState(0);
  const changed = JSON.stringify(draft) !== JSON.stringify(base);
  useEffect(() => useUnsaved.setState({ draft: changed ? draft : undefined }), [changed, draft]);
  const save = useAction(async () => {
    const kept = await api.governor.save(draft);
    setBase(kept);
    setDraft(kept);
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (canBeSaved(draft)) void save.run();
      }}
    >
      <WeekPreview draft={canBeSaved(draft) ? draft : base} />
      <Panel title={t("governor.rules")} testId="governor-rules">
        <div className={classes.rules} key={discards}>
          <HeatAndPower draft={draft} senses={senses} onChange={setDraft} />
          <Hours draft={draft} onChange={setDraft} />
          <Tariff draft={draft} onChange={setDraft} />
          <PeopleAndPrograms draft={draft} senses={senses} onChange={setDraft} />
        </div>
      </Panel>
      {save.error !== undefined && <ErrorView error={save.error} />}
      {changed && (
        <div className={classes.bar} data-testid="governor-changed">
          <span role="status">
            {t(canBeSaved(draft) ? "governor.changed" : "governor.contradicts")}
          </span>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setDraft(base);
              setDiscards(discards + 1);
            }}
            data-testid="governor-discard"
          >
            {t("governor.discard")}
          </Button>
          <Button
            size="xs"
            type="submit"
            loading={save.running}
            disabled={!canBeSaved(draft)}
            data-testid="governor-save"
          >
            {t("common.save")}
          </Button>
        </div>
      )}
    </form>
  );
}
