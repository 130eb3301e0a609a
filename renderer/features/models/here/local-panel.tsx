import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Model, RunShape } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { useEngine } from "../../../stores/engine.ts";
import { useMining } from "../../../stores/mining.ts";
import { Facts } from "../../../ui/figures/facts.tsx";
import { formatBytes, formatCount, formatWhole } from "../../../ui/format/bytes.ts";
import { ConfirmButton } from "../../../ui/forms/confirm-button.tsx";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { SidePanel } from "../../../ui/layout/side-panel.tsx";
import { Copyable } from "../../../ui/marks/copyable.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import { FitSection } from "../fit/fit-section.tsx";
import { LoadsTable } from "../fit/loads-table.tsx";
import { modelTitle } from "../model-title.ts";
import classes from "../models-page.module.css";
import { modelTone } from "./model-tone.ts";
import { usersOf } from "./users-of.ts";

interface LocalPanelProps {
  readonly id: string | undefined;
  readonly model: Model | undefined;
  /** The list is here, so that an unknown id is really unknown. */
  readonly known: boolean;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** One model on this computer: what it is, whether it is whole, loading it, deleting it, and how it fits. */
export function LocalPanel({ id, model, known, onChanged, onClose }: LocalPanelProps) {
  const { t } = useTranslation();
  return (
    <SidePanel
      opened={id !== undefined && (model !== undefined || known)}
      onClose={onClose}
      title={model === undefined ? t("models.gone") : modelTitle(model.name, model.quantisation)}
      size={600}
      testId="model-panel"
    >
      {model === undefined ? (
        <p className={classes.dim}>{t("models.goneHint")}</p>
      ) : (
        <Content model={model} onChanged={onChanged} onClose={onClose} />
      )}
    </SidePanel>
  );
}

interface ContentProps {
  readonly model: Model;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

function Content({ model, onChanged, onClose }: ContentProps) {
  const { t } = useTranslation();
  const engine = useEngine((store) => store.data.value);
  const mining = useMining((store) => store.data.value);
  const [run, setRun] = useState<RunShape>();
  const [verified, setVerified] = useState<Model["state"]>();
  const held = engine?.models.find((one) => one.id === model.id);
  const users = usersOf(model, mining, engine);
  const take = useEngine.getState().take;
  const verify = useAction(async () => {
    setVerified((await api.models.verify({ id: model.id })).state);
    onChanged();
  });
  const load = useAction(async () =>
    take(await api.engine.load(run === undefined ? { id: model.id } : { id: model.id, run })),
  );
  const unload = useAction(async () => take(await api.engine.unload({ id: model.id })));
  const remove = useAction(async () => {
    await api.models.remove({ id: model.id });
    onChanged();
    onClose();
  });
  const error = verify.error ?? load.error ?? unload.error ?? remove.error;
  const usable = model.state !== "damaged" && model.state !== "missing";
  return (
    <div className={classes.sections}>
      <div className={classes.actions}>
        {held === undefined ? (
          <Button
            size="xs"
            disabled={!usable}
            loading={load.running}
            onClick={() => void load.run()}
            data-testid="model-load"
          >
            {t("models.load")}
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={unload.running}
            onClick={() => void unload.run()}
            data-testid="model-unload"
          >
            {t("models.unload")}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          loading={verify.running}
          onClick={() => void verify.run()}
          data-testid="model-verify"
        >
          {t("models.verify")}
        </Button>
        {model.origin !== "shipped" && (
          <ConfirmButton
            label={t("models.delete")}
            confirm={t("models.deleteSize", { size: formatBytes(model.sizeBytes) })}
            icon={<IconTrash size={14} aria-hidden />}
            running={remove.running}
            onConfirm={() => void remove.run()}
            testId="model-delete"
          />
        )}
      </div>
      {error !== undefined && <ErrorView error={error} />}
      {model.reason !== undefined && (
        <p className={classes.dim} data-testid="model-reason">
          {t("models.whyNot", { reason: model.reason })}
        </p>
      )}
      {verified !== undefined && (
        <p className={classes.dim} role="status" data-testid="model-verified">
          {t(`models.verified.${verified}`)}
        </p>
      )}
      <Facts
        items={[
          {
            key: "state",
            label: t("models.state"),
            value: (
              <StateBadge tone={modelTone(model.state)}>
                {t(`models.states.${model.state}`)}
              </StateBadge>
            ),
          },
          {
            key: "users",
            label: t("models.usedBy"),
            value: users.map((user) => t(`models.user.${user}`)).join(", ") || t("models.nobody"),
          },
          { key: "file", label: t("models.file"), value: model.file },
          { key: "size", label: t("models.fileSize"), value: formatBytes(model.sizeBytes) },
          {
            key: "parameters",
            label: t("models.parametersHead"),
            value: formatCount(model.parameters),
          },
          {
            key: "context",
            label: <Term name="context" />,
            value: t("models.tokens", { tokens: formatWhole(model.contextLength) }),
          },
          { key: "licence", label: t("models.licence"), value: model.licence },
          { key: "origin", label: t("models.from"), value: t(`models.origin.${model.origin}`) },
          {
            key: "sha256",
            label: <Term name="sha256" />,
            value:
              model.sha256 === "" ? (
                t("models.noSha256")
              ) : (
                <Copyable value={model.sha256} label="sha256" />
              ),
          },
          ...(held === undefined
            ? []
            : [
                {
                  key: "held",
                  label: t("models.inMemory"),
                  value: t("models.heldAs", {
                    bytes: formatBytes(held.bytes),
                    backend: t(`devices.backend.${held.backend}`),
                    context: formatWhole(held.run.contextSize),
                    count: held.run.sequences,
                    type: held.run.cacheType,
                  }),
                },
              ]),
        ]}
      />
      {(held?.concessions.length ?? 0) > 0 && (
        <ul className={classes.concessions}>
          {held?.concessions.map((one) => (
            <li key={`${one.step}-${one.from}-${one.to}`}>
              {t(`models.concession.${one.step}`, {
                from: one.from,
                to: one.to,
                reason: one.reason,
              })}
            </li>
          ))}
        </ul>
      )}
      <FitSection id={model.id} contextLength={model.contextLength} onRun={setRun} />
      <LoadsTable model={model.id} />
    </div>
  );
}
