import { IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Receipt } from "../../../native/api/transaction.ts";
import { formatWhole } from "../format/bytes.ts";
import { Copyable } from "../marks/copyable.tsx";
import { StateBadge } from "../marks/state-badge.tsx";
import { Amount } from "./amount.tsx";
import classes from "./receipt-view.module.css";

interface ReceiptViewProps {
  readonly receipt: Receipt;
  /** What was done, in one line. */
  readonly children: ReactNode;
}

/** What became of a transaction: its state, block and fee, and its hash to look it up. */
export function ReceiptView({ receipt, children }: ReceiptViewProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.receipt} role="status" data-testid="receipt" data-block={receipt.block}>
      <IconCircleCheck size={20} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <p className={classes.line}>{children}</p>
        <p className={classes.proof}>
          <StateBadge tone={receipt.state === "reorged" ? "bad" : "good"}>
            {t(`transaction.${receipt.state}`)}
          </StateBadge>
          <span>{t("receipt.block", { block: formatWhole(receipt.block) })}</span>
          <span>
            {t("receipt.fee")} <Amount value={receipt.fee} />
          </span>
          <Copyable value={receipt.hash} label={t("receipt.hash")} />
        </p>
      </div>
    </div>
  );
}
