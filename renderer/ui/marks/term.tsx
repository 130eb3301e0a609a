import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./term.module.css";

interface TermProps {
  /** Key under `terms` in the locale: it gives the word and its one-sentence hint. */
  readonly name: string;
  /** Other words for the same term, where the sentence needs them. */
  readonly children?: string;
}

/** A word of the field, kept as it is, with one sentence that explains it on hover or focus. */
export function Term({ name, children }: TermProps) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`terms.${name}.hint`)} maw={280}>
      <button type="button" className={classes.term}>
        {children ?? t(`terms.${name}.word`)}
      </button>
    </Tooltip>
  );
}
