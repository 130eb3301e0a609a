import { useTranslation } from "react-i18next";
import type { Loadable } from "../../stores/loadable.ts";
import type { ValidatorStatus } from "../../stores/validator.ts";
import { formatScore, formatShare } from "../../ui/format/ratio.ts";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { StateBadge } from "../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";

type Score = ValidatorStatus["scores"][number];

/** How each miner did in the last round, and the weight it got. */
export function ScoresTable({ data }: { readonly data: Loadable<readonly Score[]> }) {
  const { t } = useTranslation();
  const columns: Column<Score>[] = [
    {
      key: "uid",
      head: t("terms.uid.word"),
      hint: t("terms.uid.hint"),
      align: "right",
      sort: (row) => row.uid,
      cell: (row) => row.uid,
    },
    {
      key: "hotkey",
      head: t("terms.hotkey.word"),
      hint: t("terms.hotkey.hint"),
      sort: (row) => row.hotkey,
      cell: (row) => <Copyable value={row.hotkey} label={t("terms.hotkey.word")} />,
    },
    {
      key: "answered",
      head: t("validate.answered"),
      sort: (row) => row.answered,
      cell: (row) => (
        <StateBadge tone={row.answered ? "good" : "bad"}>
          {t(row.answered ? "common.yes" : "common.no")}
        </StateBadge>
      ),
    },
    {
      key: "score",
      head: t("validate.score"),
      align: "right",
      sort: (row) => row.score,
      cell: (row) => formatScore(row.score),
    },
    {
      key: "average",
      head: t("validate.average"),
      hint: t("validate.averageHint"),
      align: "right",
      sort: (row) => row.average,
      cell: (row) => formatScore(row.average),
    },
    {
      key: "weight",
      head: t("terms.weights.word"),
      hint: t("terms.weights.hint"),
      align: "right",
      sort: (row) => row.weight,
      cell: (row) => formatShare(row.weight),
    },
    {
      key: "reason",
      head: t("validate.reason"),
      sort: (row) => row.reason,
      cell: (row) => row.reason,
    },
  ];
  return (
    <DataTable
      testId="scores"
      caption={t("validate.scores")}
      noun="miners"
      data={data}
      columns={columns}
      rowKey={(row) => row.uid}
      words={(row) => `${row.uid} ${row.hotkey} ${row.reason}`}
      empty={t("validate.noScores")}
      initialSort={{ column: "average", direction: "descending" }}
    />
  );
}
