import { useTranslation } from "react-i18next";
import { useEarnings } from "../../stores/earnings.ts";
import { useMining } from "../../stores/mining.ts";
import { useNetwork } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { Figure } from "../../ui/figures/figure.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatDuration } from "../../ui/format/time.ts";
import { useNow } from "../../ui/hooks/use-now.ts";
import { Term } from "../../ui/marks/term.tsx";
import { isSettled } from "../earnings/is-settled.ts";
import { epochCountdown } from "./epoch-countdown.ts";
import classes from "./figures.module.css";

/** Today, rank and next payout; each with the way to its proof. */
export function Figures() {
  const { t } = useTranslation();
  const earnings = useEarnings((store) => store.data.value);
  const mining = useMining((store) => store.data.value);
  const info = useNetwork((store) => store.data.value);
  const now = useNow();
  const left = epochCountdown(mining?.nextEpochBlock, info, now);
  const rank = mining?.rank;
  return (
    <div className={classes.figures}>
      <Figure
        testId="figure-today"
        label={t("home.today")}
        value={earnings === undefined ? "–" : <Amount value={earnings.today} />}
        note={
          earnings === undefined
            ? undefined
            : t(isSettled(earnings) ? "home.todayNote" : "home.todayShort", {
                count: earnings.rewards,
                perHour: earnings.perHour,
              })
        }
        proof={{ to: "/earnings", label: t("home.todayProof") }}
      />
      <Figure
        testId="figure-rank"
        label={<Term name="rank" />}
        value={rank === undefined ? "–" : t("home.rank", { place: rank.place, of: rank.of })}
        note={
          rank === undefined ? t("home.noRank") : t("home.safety", { count: rank.of - rank.place })
        }
        proof={{ to: `/network/${mining?.netuid ?? 1}`, label: t("home.rankProof") }}
      />
      <Figure
        testId="figure-epoch"
        label={<Term name="epoch">{t("home.payout")}</Term>}
        value={left === undefined ? "–" : formatDuration(left.millis)}
        note={
          left === undefined
            ? t("home.noEpoch")
            : t("home.payoutNote", { block: formatWhole(left.block) })
        }
        proof={{ to: "/network", label: t("home.payoutProof") }}
      />
    </div>
  );
}
