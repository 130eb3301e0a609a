import { useTranslation } from "react-i18next";
import type { ValidatorQuote } from "../../../native/api/validator.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { useNetwork } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { SigningSummary } from "../../ui/forms/signing-summary.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import { Term } from "../../ui/marks/term.tsx";
import classes from "./validate.module.css";

interface EntryCostProps {
  readonly data: Loadable<ValidatorQuote>;
  /** False while what is shown is not for what is typed. */
  readonly settled: boolean;
}

/** All that leaves the wallet to validate: the worst case large, then its parts, the balance it comes from, and where. */
export function EntryCost({ data, settled }: EntryCostProps) {
  const { t } = useTranslation();
  const network = useNetwork((store) => store.data.value?.network);
  if (data.state === "failed") return <ErrorView error={data.error} />;
  const quote = data.value;
  if (quote === undefined) return <p className={classes.waiting}>{t("quote.asking")}</p>;
  return (
    <div data-testid="entry-cost" data-settled={settled} aria-live="polite">
      <SigningSummary
        worst={{
          label: t("startDialog.worst"),
          value: <Amount value={quote.total} />,
          note: t("validate.worstNote"),
        }}
        items={[
          {
            key: "burn",
            label: <Term name="burn" />,
            value: quote.registered ? (
              t("validate.hasPlace")
            ) : (
              <span data-testid="entry-burn">
                <Amount value={quote.burn} /> {t("validate.burnMost")}{" "}
                <Amount value={quote.maximumBurn} />
              </span>
            ),
          },
          {
            key: "stake",
            label: <Term name="stake" />,
            value: (
              <span data-testid="entry-stake">
                <Amount value={quote.stake} />
              </span>
            ),
          },
          {
            key: "fee",
            label: t("quote.networkFee"),
            value: (
              <span data-testid="entry-fee">
                <Amount value={quote.fee} />
              </span>
            ),
          },
          { key: "free", label: t("startDialog.free"), value: <Amount value={quote.free} /> },
          {
            key: "network",
            label: t("signing.network"),
            value: network === undefined ? "…" : <NetworkBadge network={network} />,
          },
        ]}
      />
    </div>
  );
}
