import { Link, useLocation } from "wouter";
import classes from "./view-tabs.module.css";

interface ViewTabsProps {
  /** What the views are of, for screen readers. */
  readonly label: string;
  readonly views: readonly {
    readonly to: string;
    readonly label: string;
    /** How many things are in there, where that matters before it is opened. */
    readonly count?: number | undefined;
    readonly testId?: string;
  }[];
}

/** The views of one page, each at an address of its own, so that back works. */
export function ViewTabs({ label, views }: ViewTabsProps) {
  const [location] = useLocation();
  // The longest address that begins this one is the view we are in: a side panel belongs to its view.
  const here = views
    .map(({ to }) => to)
    .filter((to) => location === to || location.startsWith(`${to}/`))
    .sort((left, right) => right.length - left.length)[0];
  return (
    <nav aria-label={label} className={classes.tabs}>
      {views.map((view) => (
        <Link
          key={view.to}
          to={view.to}
          className={classes.tab}
          aria-current={view.to === here ? "page" : undefined}
          data-testid={view.testId}
        >
          {view.label}
          {view.count !== undefined && view.count > 0 && (
            <span className={classes.count}>{view.count}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
