import { IconArrowRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import classes from "./figure.module.css";

interface FigureProps {
  readonly label: ReactNode;
  readonly value: ReactNode;
  /** What the value counts, in smaller type beside it. */
  readonly unit?: string | undefined;
  readonly note?: ReactNode;
  /** Where its proof is shown, and what that link is called. */
  readonly proof?: { readonly to: string; readonly label: string };
  readonly testId?: string;
}

/** One figure that matters, with what it is, one line beside it and the way to its proof. */
export function Figure({ label, value, unit, note, proof, testId }: FigureProps) {
  return (
    <div className={classes.figure} data-testid={testId}>
      <div className={classes.label}>{label}</div>
      <div className={classes.value}>
        {value}
        {unit !== undefined && <span className={classes.unit}> {unit}</span>}
      </div>
      {note !== undefined && <div className={classes.note}>{note}</div>}
      {proof !== undefined && (
        <Link to={proof.to} className={classes.proof}>
          {proof.label}
          <IconArrowRight size={13} aria-hidden />
        </Link>
      )}
    </div>
  );
}
