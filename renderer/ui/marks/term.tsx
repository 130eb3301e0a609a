import { useTranslation } from "react-i18next";
import { Hint } from "./hint.tsx";

interface TermProps {
  /** Key under `terms` in the locale: it gives the word and its one-sentence hint. */
  readonly name: string;
  /** Other words for the same term, where the sentence needs them. */
  readonly children?: string;
}

/** A word of the field, kept as it is, with one sentence that explains it on hover or focus. */
export function Term({ name, children }: TermProps) {
  const { t } = useTranslation();
  return <Hint label={t(`terms.${name}.hint`)}>{children ?? t(`terms.${name}.word`)}</Hint>;
}
