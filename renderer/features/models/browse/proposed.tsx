import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type {
  CatalogueEntry,
  CatalogueFile,
  ModelFit,
  ModelRole,
  Proposal,
} from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { formatWhole } from "../../../ui/format/bytes.ts";
import { formatBytesRange, formatSpeedRange } from "../../../ui/format/measure.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import { modelTitle } from "../model-title.ts";
import { Verdict } from "../verdict.tsx";
import classes from "./browse.module.css";
import { DownloadButton } from "./download-button.tsx";
import { reasonValues } from "./reason-values.ts";

const roles: readonly ModelRole[] = ["chat", "code", "embedding"];

interface ProposedProps {
  readonly catalogue: readonly CatalogueEntry[];
  /** Moves when list and proposal are to be asked again. */
  readonly version: number;
  /** Called when another role is asked for. */
  readonly onRole: () => void;
}

/** The one model that the node would run here, and why. */
export function Proposed({ catalogue, version, onRole }: ProposedProps) {
  const { t } = useTranslation();
  const [role, setRole] = useState<ModelRole>("chat");
  const { data, reload } = useRequest(
    `propose-${role}`,
    () => api.models.propose({ role }),
    version,
  );
  return (
    <Panel
      title={t("models.proposed")}
      testId="proposed"
      aside={
        <SegmentedControl
          size="xs"
          value={role}
          onChange={(value) => {
            setRole(value as ModelRole);
            onRole();
          }}
          data={roles.map((value) => ({ value, label: t(`models.role.${value}`) }))}
          aria-label={t("models.roleHead")}
          data-testid="proposed-role"
        />
      }
    >
      {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
      {data.state === "loading" && (
        <p className={classes.dim} aria-busy="true">
          {t("models.proposing")}
        </p>
      )}
      {data.state === "ready" && <Content proposal={data.value} catalogue={catalogue} />}
    </Panel>
  );
}

/** What is told of the proposed file: what its row of the list says, where memory came free or went between the two answers. */
function toldOf(
  { fit }: Proposal,
  file: CatalogueFile | undefined,
): Pick<ModelFit, "verdict" | "run" | "total"> & { readonly decode?: CatalogueFile["decode"] } {
  const { verdict, run, total, speed } = fit;
  return file === undefined
    ? { verdict, run, total, decode: speed?.decode }
    : { verdict: file.fit, run: file.run, total: file.neededBytes, decode: file.decode };
}

interface ContentProps {
  readonly proposal: Proposal;
  readonly catalogue: readonly CatalogueEntry[];
}

function Content({ proposal, catalogue }: ContentProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const file = catalogue.flatMap((model) => model.files).find((one) => one.id === proposal.file);
  const fit = toldOf(proposal, file);
  return (
    <div className={classes.proposal}>
      <div className={classes.proposalText}>
        <p className={classes.proposalName}>
          <strong>{modelTitle(proposal.name, proposal.quantisation)}</strong>
          <Verdict fit={fit.verdict} />
        </p>
        <p className={classes.dim}>
          {t("models.needsRange", { needed: formatBytesRange(fit.total) })}
          {fit.decode !== undefined && ` · ${formatSpeedRange(fit.decode)}`}{" "}
          <Term name={`basis.${proposal.fit.speed?.basis ?? proposal.fit.basis}`} />
          {" · "}
          <Term name="context">
            {t("models.tokens", { tokens: formatWhole(fit.run.contextSize) })}
          </Term>
          {" × "}
          <Term name="sequences">{t("models.runSequences", { count: fit.run.sequences })}</Term>
          {", "}
          <Term name="cacheType">{t("models.runCache", { type: fit.run.cacheType })}</Term>
        </p>
        <ul className={classes.because} data-testid="because">
          {proposal.because.map(({ key, values }) => (
            <li key={key}>{t(`models.because.${key}`, reasonValues(values))}</li>
          ))}
        </ul>
      </div>
      <div className={classes.proposalActions}>
        {file !== undefined && <DownloadButton file={file} name={proposal.name} large />}
        <Button
          size="sm"
          variant="default"
          onClick={() => navigate(`/models/browse/${proposal.file}`)}
          data-testid="proposed-fit"
        >
          {t("models.fitOpen")}
        </Button>
      </div>
    </div>
  );
}
