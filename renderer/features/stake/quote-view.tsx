import { useTranslation } from "react-i18next";
import { useNetwork } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatPrice, formatShare } from "../../ui/format/ratio.ts";
import { SigningSummary } from "../../ui/forms/signing-summary.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { NetworkBadge } from "../../ui/marks/network-badge.tsx";
import { Term } from "../../ui/marks/term.tsx";
import classes from "./stake.module.css";
import type { LiveQuote } from "./use-quote.ts";

interface QuoteViewProps {
  readonly quote: LiveQuote;
  readonly paysSymbol: string;
  readonly bringsSymbol: string;
}

/** What leaves, what arrives, and the worst case, before anything is signed. */
export function QuoteView({ quote, paysSymbol, bringsSymbol }: QuoteViewProps) {
  const { t } = useTranslation();
  const network = useNetwork((store) => store.data.value?.network);
  const { data } = quote;
  if (data === undefined) return <p className={classes.waiting}>{t("quote.type")}</p>;
  if (data.state === "failed") {
    return (
      <div className={classes.waiting}>
        <ErrorView error={data.error} />
      </div>
    );
  }
  const value = data.value;
  if (value === undefined) return <p className={classes.waiting}>{t("quote.asking")}</p>;
  return (
    <div data-testid="quote" data-stale={quote.stale} aria-live="polite">
      <SigningSummary
        worst={{
          label: t("quote.worst"),
          value: <Amount value={value.worstCase} symbol={bringsSymbol} />,
          note: t("quote.worstNote", { tolerance: formatShare(value.tolerance) }),
        }}
        items={[
          {
            key: "pays",
            label: t("quote.pays"),
            value: <Amount value={value.pays} symbol={paysSymbol} />,
          },
          {
            key: "receives",
            label: t("quote.receives"),
            value: (
              <span data-testid="quote-receives">
                <Amount value={value.receives} symbol={bringsSymbol} />
              </span>
            ),
          },
          {
            key: "slippage",
            label: <Term name="slippage" />,
            value: <span data-testid="quote-slippage">{formatShare(value.slippage)}</span>,
          },
          {
            key: "price",
            label: t("quote.price"),
            value: t("quote.priceMoves", {
              before: formatPrice(value.price),
              after: formatPrice(value.priceAfter),
            }),
          },
          {
            key: "swap",
            label: t("quote.swapFee"),
            value: <Amount value={value.swapFee} symbol={paysSymbol} />,
          },
          {
            key: "fee",
            label: t("quote.networkFee"),
            value: <Amount value={value.networkFee} />,
          },
          {
            key: "network",
            label: t("signing.network"),
            value: (
              <>
                {network !== undefined && <NetworkBadge network={network} />}{" "}
                {t("quote.atBlock", { block: formatWhole(value.block) })}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
