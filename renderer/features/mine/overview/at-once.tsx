import { useTranslation } from "react-i18next";
import type { AtOnce as Chosen } from "../../../../native/api/mining.ts";
import { formatMillis, formatSpeed } from "../../../ui/format/measure.ts";
import { Hint } from "../../../ui/marks/hint.tsx";

/** How many answers the miner writes at once, with the reason in a hint. */
export function AtOnce({ chosen }: { readonly chosen: Chosen }) {
  const { t } = useTranslation();
  const { sequences, because, tokensPerSecond, answerMillis } = chosen;
  const figures =
    tokensPerSecond === undefined || answerMillis === undefined
      ? ""
      : ` ${t("mine.atOnce.figures", {
          speed: formatSpeed(tokensPerSecond),
          time: formatMillis(answerMillis),
        })}`;
  return (
    <Hint
      label={`${t(`mine.atOnce.because.${because}`, { number: sequences })}${figures}`}
      testId="at-once"
    >
      {t("mine.atOnce.value", { number: sequences })}
    </Hint>
  );
}
