import type { ReactNode } from "react";
import classes from "./facts.module.css";

interface FactsProps {
  readonly items: readonly {
    readonly label: ReactNode;
    readonly value: ReactNode;
    readonly key: string;
  }[];
}

/** Names and values in two columns. */
export function Facts({ items }: FactsProps) {
  return (
    <dl className={classes.facts}>
      {items.map((item) => (
        <div key={item.key} className={classes.row}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
