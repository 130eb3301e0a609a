import type { ReactNode } from "react";
import { Facts } from "../figures/facts.tsx";
import figure from "../figures/figure.module.css";
import classes from "./signing-summary.module.css";

interface SigningSummaryProps {
  readonly items: readonly {
    readonly key: string;
    readonly label: ReactNode;
    readonly value: ReactNode;
  }[];
  /** The worst that can come of it, in the larger type. */
  readonly worst: {
    readonly label: ReactNode;
    readonly value: ReactNode;
    readonly note?: ReactNode;
  };
}

/** What is about to be signed: the worst case large, the rest below it. */
export function SigningSummary({ items, worst }: SigningSummaryProps) {
  return (
    <div className={classes.summary}>
      <div className={classes.worst}>
        <div className={classes.label}>{worst.label}</div>
        <div className={figure.value} data-testid="worst-case">
          {worst.value}
        </div>
        {worst.note !== undefined && <div className={classes.note}>{worst.note}</div>}
      </div>
      <Facts items={items} />
    </div>
  );
}
