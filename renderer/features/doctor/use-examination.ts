import { useEffect } from "react";
import { create } from "zustand";
import type { Finding } from "../../../native/api/doctor.ts";
import { api } from "../../app/api.ts";
import { type PageError, toPageError } from "../../app/page-error.ts";
import { began, type ExaminationView, notExamined, over, took } from "./examination.ts";

interface ExaminationStore {
  readonly view: ExaminationView;
  readonly error: PageError | undefined;
  /** Looks at everything, unless it is being looked at already. Never throws: a failure stands in `error`. */
  readonly examine: () => Promise<void>;
  /** Has the node do what the finding's fix says. Throws what the node refuses with. */
  readonly fix: (id: string) => Promise<void>;
}

/** The last examination; it outlives the page, so that coming back shows what was found. */
export const useExamination = create<ExaminationStore>((set, get) => {
  const change = (next: (view: ExaminationView) => ExaminationView): void =>
    set(({ view }) => ({ view: next(view) }));
  const take = (finding: Finding): void => change((view) => took(view, finding));
  let running = false;
  return {
    view: notExamined,
    error: undefined,
    examine: async () => {
      if (running) return;
      running = true;
      set({ error: undefined });
      try {
        const checks = await api.doctor.checks({});
        change((view) => began(view, checks));
        for await (const finding of await api.doctor.follow({})) take(finding);
        const whole = get().view.pending.size === 0;
        change((view) => over(view, whole ? Date.now() : undefined));
      } catch (error) {
        change((view) => over(view));
        set({ error: toPageError(error) });
      } finally {
        running = false;
      }
    },
    fix: async (id) => take(await api.doctor.fix({ id })),
  };
});

/** Examines once when the page is opened for the first time. */
export function useFirstExamination(): void {
  const { view, error, examine } = useExamination();
  const wanted = view.checks.length === 0 && error === undefined;
  useEffect(() => {
    if (wanted) void examine();
  }, [wanted, examine]);
}
