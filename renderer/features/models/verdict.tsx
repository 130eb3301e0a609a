import { useTranslation } from "react-i18next";
import type { FitVerdict } from "../../../native/api/models.ts";
import { StateBadge, type Tone } from "../../ui/marks/state-badge.tsx";

const tones: Record<FitVerdict, Tone> = {
  fits: "good",
  partly: "warning",
  "too-large": "bad",
  unknown: "neutral",
};

/** Whether a model fits this computer, in one badge. */
export function Verdict({ fit }: { readonly fit: FitVerdict }) {
  const { t } = useTranslation();
  return (
    <StateBadge tone={tones[fit]} testId="verdict">
      {t(`models.verdict.${fit}`)}
    </StateBadge>
  );
}
