import type { Finding } from "../../../native/api/doctor.ts";

/** What the Doctor looks at, what it found last, and what it still looks at. */
export interface ExaminationView {
  readonly checks: readonly Pick<Finding, "id" | "group">[];
  readonly findings: ReadonlyMap<string, Finding>;
  readonly pending: ReadonlySet<string>;
  /** When the last examination was whole, in unix milliseconds. */
  readonly examinedAt?: number | undefined;
}

/** One line of the page: a check with what is known of it. */
export interface CheckLine {
  readonly id: string;
  readonly finding: Finding | undefined;
  readonly pending: boolean;
}

/** One group with its lines. */
export interface CheckGroup {
  readonly group: Finding["group"];
  readonly lines: readonly CheckLine[];
}

/** Nothing was looked at yet. */
export const notExamined: ExaminationView = { checks: [], findings: new Map(), pending: new Set() };

/** An examination begins: everything is looked at, and what was found before stays on screen meanwhile. */
export function began(view: ExaminationView, checks: ExaminationView["checks"]): ExaminationView {
  const known = checks.flatMap(({ id }) => view.findings.get(id) ?? []);
  return {
    ...view,
    checks,
    findings: new Map(known.map((finding) => [finding.id, finding])),
    pending: new Set(checks.map(({ id }) => id)),
  };
}

/** A finding came in. */
export function took(view: ExaminationView, finding: Finding): ExaminationView {
  const pending = new Set(view.pending);
  pending.delete(finding.id);
  return { ...view, pending, findings: new Map(view.findings).set(finding.id, finding) };
}

/** The examination is over; `at` only where it was whole. */
export function over(view: ExaminationView, at?: number): ExaminationView {
  return { ...view, pending: new Set(), ...(at === undefined ? {} : { examinedAt: at }) };
}

const severity: Readonly<Record<Finding["state"], number>> = {
  bad: 0,
  warning: 1,
  unknown: 2,
  good: 3,
  skipped: 4,
};

/** All lines by group, the worst first. While something is looked at, lines keep the order of the checks: none may jump away from a click. */
export function linesOf(view: ExaminationView): CheckGroup[] {
  const settled = view.pending.size === 0;
  const rank = ({ finding }: CheckLine): number => (finding ? severity[finding.state] : 5);
  const groups = [...Map.groupBy(view.checks, ({ group }) => group)].map(([group, checks]) => {
    const lines = checks.map(({ id }) => ({
      id,
      finding: view.findings.get(id),
      pending: view.pending.has(id),
    }));
    return { group, lines: settled ? lines.toSorted((a, b) => rank(a) - rank(b)) : lines };
  });
  const worst = ({ lines }: CheckGroup): number => Math.min(...lines.map(rank));
  return settled ? groups.toSorted((a, b) => worst(a) - worst(b)) : groups;
}

/** How many findings there are of each state. */
export function countsOf(view: ExaminationView): Record<Finding["state"], number> {
  const counts = { good: 0, warning: 0, bad: 0, unknown: 0, skipped: 0 };
  for (const { state } of view.findings.values()) counts[state] += 1;
  return counts;
}
