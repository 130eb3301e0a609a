import { useTranslation } from "react-i18next";
import type { ModelFit } from "../../../../native/api/models.ts";
import { type BarTone, StackedBar } from "../../../ui/chart/stacked-bar.tsx";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { formatBytesRange, formatSpeedRange } from "../../../ui/format/measure.ts";
import { formatShare } from "../../../ui/format/ratio.ts";
import { Term } from "../../../ui/marks/term.tsx";
import { FigureTable } from "../../../ui/table/figure-table.tsx";
import { Verdict } from "../verdict.tsx";
import classes from "./fit.module.css";
import { fitBar, type PartName, paddingOf, partNames } from "./fit-parts.ts";

const tones: Record<PartName, BarTone> = {
  weights: "model",
  keyValue: "cache",
  compute: "compute",
  output: "output",
  overhead: "overhead",
};

/** Whether a model fits, what it takes part by part, on which device, and how fast it would answer. */
export function FitView({ fit }: { readonly fit: ModelFit }) {
  const { t } = useTranslation();
  const bar = fitBar(fit);
  return (
    <div className={classes.view}>
      <p className={classes.line}>
        <Verdict fit={fit.verdict} />
        <span>
          {t(`fit.sentence.${fit.verdict}`, {
            needed: formatBytesRange(fit.total),
            free: formatBytes(bar.capacity),
            on: fit.gpuLayers,
            of: fit.layers,
          })}
        </span>
      </p>
      <StackedBar
        testId="fit-bar"
        parts={[
          ...bar.parts.map(({ name, bytes }) => ({
            key: name,
            tone: tones[name],
            label: t(`fit.part.${name}`),
            value: bytes,
            text: formatBytes(bytes),
          })),
          {
            key: "uncertain",
            tone: "uncertain" as const,
            label: t("fit.part.uncertain"),
            value: bar.uncertain,
            text: formatBytes(bar.uncertain),
          },
          {
            key: "reserve",
            tone: "reserve" as const,
            label: t("fit.part.reserve"),
            value: bar.reserve,
            text: formatBytes(bar.reserve),
          },
          {
            key: "free",
            tone: "free" as const,
            label: t("fit.part.free"),
            value: bar.free,
            text: formatBytes(bar.free),
          },
        ].filter(({ value }) => value > 0)}
        mark={{ at: bar.capacity, label: t("fit.ends") }}
      />
      <Parts fit={fit} />
      <Devices fit={fit} />
      <Speed fit={fit} />
    </div>
  );
}

function Parts({ fit }: { readonly fit: ModelFit }) {
  const { t } = useTranslation();
  const padding = paddingOf(fit);
  const rows = [
    ...partNames.map((name) => ({ key: name, range: fit.parts[name] })),
    ...(padding.low === 0 && padding.high === 0 ? [] : [{ key: "padding", range: padding }]),
  ];
  return (
    <div>
      <FigureTable
        testId="fit-parts"
        label={t("fit.parts")}
        heads={[t("fit.partHead"), t("fit.least"), t("fit.most")]}
        rows={[
          ...rows.map(({ key, range }) => ({
            key,
            name: <Term name={`fit.${key}`} />,
            figures: [signedBytes(range.low), signedBytes(range.high)],
          })),
          {
            key: "total",
            name: (
              <>
                {t("fit.total")} <Term name={`basis.${fit.basis}`} />
              </>
            ),
            figures: [formatBytes(fit.total.low), formatBytes(fit.total.high)],
            total: true,
          },
        ]}
      />
      {fit.loads > 0 && (
        <p className={classes.note}>
          {t(fit.basis === "formula" ? "fit.seen" : "fit.learnedFrom", { count: fit.loads })}
        </p>
      )}
    </div>
  );
}

function Devices({ fit }: { readonly fit: ModelFit }) {
  const { t } = useTranslation();
  return (
    <FigureTable
      testId="fit-devices"
      label={t("fit.devices")}
      heads={[t("fit.device"), t("fit.holds"), t("fit.freeNow"), t("fit.reserve")]}
      rows={fit.devices.map((device) => ({
        key: device.id,
        name: device.name,
        figures: [
          formatBytesRange(device.holds),
          formatBytes(device.freeBytes),
          formatBytes(device.reserveBytes),
        ],
      }))}
    />
  );
}

function Speed({ fit }: { readonly fit: ModelFit }) {
  const { t } = useTranslation();
  const { speed } = fit;
  if (speed === undefined) return <p className={classes.note}>{t("fit.noSpeed")}</p>;
  const { bandwidth, efficiency, secondsPerToken, flops, reached } = speed;
  return (
    <div data-testid="fit-speed">
      <p className={classes.speed}>
        {t("fit.decode")} <b>{formatSpeedRange(speed.decode)}</b>
        {speed.prefill !== undefined && (
          <>
            {" · "}
            {t("fit.prefill")} <b>{formatSpeedRange(speed.prefill)}</b>
          </>
        )}{" "}
        <Term name={`basis.${speed.basis}`} />
      </p>
      {speed.basis === "formula" && bandwidth !== undefined && efficiency !== undefined && (
        <p className={classes.note}>
          {t("fit.speedFrom", {
            bandwidth: formatBytes(bandwidth),
            efficiency: formatShare(efficiency),
            fixed: ((secondsPerToken ?? 0) * 1000).toFixed(1),
          })}
          {flops !== undefined &&
            reached !== undefined &&
            ` ${t("fit.prefillFrom", {
              teraflops: Math.round(flops / 1e12),
              low: formatShare(reached.low),
              high: formatShare(reached.high),
            })}`}
        </p>
      )}
    </div>
  );
}

function signedBytes(bytes: number): string {
  return bytes < 0 ? `−${formatBytes(-bytes)}` : formatBytes(bytes);
}
