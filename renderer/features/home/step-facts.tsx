import { useTranslation } from "react-i18next";
import { Amount } from "../../ui/figures/amount.tsx";
import { shortAddress } from "../../ui/format/address.ts";
import { formatBytes, formatWhole } from "../../ui/format/bytes.ts";
import { formatMillis } from "../../ui/format/measure.ts";
import classes from "./checklist.module.css";

const AMOUNTS = new Set(["amount", "burn", "fee", "tao", "paid", "taoValue"]);
/** Said better elsewhere on the same line. */
const HIDDEN = new Set(["kind", "devices"]);

/** What a step found out, as short pairs: the device, the uid, the block. */
export function StepFacts({
  facts,
}: {
  readonly facts: Readonly<Record<string, string | number>>;
}) {
  const { t } = useTranslation();
  const entries = Object.entries(facts).filter(
    ([name, value]) => !HIDDEN.has(name) && value !== "",
  );
  if (entries.length === 0) return null;
  return (
    <span className={classes.facts}>
      {entries.map(([name, value]) => (
        <span key={name} className={classes.fact}>
          <span className={classes.factName}>{t(`facts.${name}`, { defaultValue: name })}</span>{" "}
          {name === "backend"
            ? t(`devices.backend.${value}`, { defaultValue: String(value) })
            : showFact(name, value)}
        </span>
      ))}
    </span>
  );
}

function showFact(name: string, value: string | number) {
  const text = String(value);
  if (AMOUNTS.has(name) && /^\d+$/.test(text)) return <Amount value={text} />;
  if (name === "alpha" && /^\d+$/.test(text)) return <Amount value={text} symbol="α" />;
  if (name.toLowerCase().endsWith("bytes") && typeof value === "number") return formatBytes(value);
  if (name === "millis" && typeof value === "number") return formatMillis(value);
  if (typeof value === "number" && Number.isInteger(value) && name !== "port") {
    return formatWhole(value);
  }
  return /^(0x[0-9a-f]{16,}|[1-9A-HJ-NP-Za-km-z]{46,50})$/.test(text) ? shortAddress(text) : text;
}
