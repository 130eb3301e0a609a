import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogueEntry } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { Facts } from "../../../ui/figures/facts.tsx";
import { formatBytes, formatCount, formatWhole } from "../../../ui/format/bytes.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { SidePanel } from "../../../ui/layout/side-panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { FitSection } from "../fit/fit-section.tsx";
import classes from "../models-page.module.css";
import { DownloadButton } from "./download-button.tsx";

interface AddPanelProps {
  readonly opened: boolean;
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

/** A model of one's own: by address, by reference, or by the path of a file here. Its head is read first, and shown. */
export function AddPanel({ opened, onAdded, onClose }: AddPanelProps) {
  const { t } = useTranslation();
  return (
    <SidePanel
      opened={opened}
      onClose={onClose}
      title={t("models.add.title")}
      size={600}
      testId="add-panel"
    >
      <Form onAdded={onAdded} />
    </SidePanel>
  );
}

function Form({ onAdded }: { readonly onAdded: () => void }) {
  const { t } = useTranslation();
  const [source, setSource] = useState("");
  const [sha256, setSha256] = useState("");
  const [added, setAdded] = useState<CatalogueEntry>();
  const digest = sha256.trim().toLowerCase();
  const digestWrong = digest !== "" && !/^[0-9a-f]{64}$/.test(digest);
  const add = useAction(async () => {
    setAdded(undefined);
    const known = digest === "" ? {} : { sha256: digest };
    setAdded(await api.models.add({ source: source.trim(), ...known }));
    onAdded();
  });
  return (
    <div className={classes.sections}>
      <form
        className={classes.sections}
        onSubmit={(event) => {
          event.preventDefault();
          if (source.trim() !== "" && !digestWrong) void add.run();
        }}
      >
        <TextInput
          label={t("models.add.source")}
          description={t("models.add.sourceHint")}
          data-autofocus
          placeholder="hf:owner/repository/file.gguf"
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          data-testid="add-source"
        />
        <TextInput
          label={t("models.add.sha256")}
          description={t("models.add.sha256Hint")}
          value={sha256}
          error={digestWrong ? t("models.add.sha256Wrong") : undefined}
          onChange={(event) => setSha256(event.currentTarget.value)}
          data-testid="add-sha256"
        />
        <div className={classes.actions}>
          <Button
            type="submit"
            loading={add.running}
            disabled={source.trim() === "" || digestWrong}
            data-testid="add-read"
          >
            {t("models.add.read")}
          </Button>
          <span className={classes.note}>{t("models.add.readHint")}</span>
        </div>
      </form>
      {add.error !== undefined && <ErrorView error={add.error} />}
      {added !== undefined && <Found model={added} />}
    </div>
  );
}

function Found({ model }: { readonly model: CatalogueEntry }) {
  const { t } = useTranslation();
  const [file] = model.files;
  return (
    <section className={classes.sections} data-testid="add-found">
      <div>
        <h3 className={classes.heading}>{t("models.add.found")}</h3>
        <Facts
          items={[
            { key: "name", label: t("models.name"), value: model.name },
            { key: "family", label: t("models.family"), value: model.family },
            {
              key: "parameters",
              label: t("models.parametersHead"),
              value: formatCount(model.parameters),
            },
            {
              key: "context",
              label: t("terms.context.word"),
              value:
                model.contextLength === undefined
                  ? t("models.unknown")
                  : t("models.tokens", { tokens: formatWhole(model.contextLength) }),
            },
            { key: "licence", label: t("models.licence"), value: model.licence },
            {
              key: "file",
              label: t("models.file"),
              value:
                file === undefined
                  ? "–"
                  : `${file.file}, ${file.quantisation}, ${formatBytes(file.sizeBytes)}`,
            },
          ]}
        />
      </div>
      {file !== undefined && (
        <>
          <div className={classes.actions}>
            <DownloadButton file={file} name={model.name} large />
          </div>
          <FitSection id={file.localId ?? file.id} contextLength={model.contextLength} />
        </>
      )}
    </section>
  );
}
