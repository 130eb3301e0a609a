import classes from "./stacked-bar.module.css";

/** What a segment stands for; gives it its colour and, for some, a pattern. */
export type BarTone =
  | "model"
  | "cache"
  | "compute"
  | "output"
  | "overhead"
  | "uncertain"
  | "reserve"
  | "others"
  | "free";

/** One segment: its share of the bar and its words. */
export interface BarPart {
  readonly key: string;
  readonly tone: BarTone;
  readonly label: string;
  readonly value: number;
  /** The value as it is read, with its unit. */
  readonly text: string;
}

interface StackedBarProps {
  readonly parts: readonly BarPart[];
  /** A line across the bar, such as where the memory ends. */
  readonly mark?: { readonly at: number; readonly label: string };
  readonly testId?: string;
}

/** Parts of a whole as one bar with a legend that says every figure; the bar itself is only its picture. */
export function StackedBar({ parts, mark, testId }: StackedBarProps) {
  const total = Math.max(
    1,
    parts.reduce((sum, part) => sum + part.value, 0),
  );
  return (
    <div data-testid={testId}>
      <div className={classes.frame} aria-hidden>
        <div className={classes.bar}>
          {parts.map((part) => (
            <span
              key={part.key}
              data-tone={part.tone}
              style={{ flexGrow: part.value > 0 ? Math.max(part.value, total / 200) : 0 }}
            />
          ))}
        </div>
        {mark !== undefined && mark.at < total && (
          <span className={classes.mark} style={{ left: `${(mark.at / total) * 100}%` }}>
            <span
              className={classes.markLabel}
              data-side={mark.at / total > 0.6 ? "left" : "right"}
            >
              {mark.label}
            </span>
          </span>
        )}
      </div>
      <ul className={classes.legend} data-marked={mark && mark.at < total ? "" : undefined}>
        {parts.map((part) => (
          <li key={part.key} data-tone={part.tone}>
            {part.label} <b>{part.text}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
