import { useTranslation } from "react-i18next";
import type { Device } from "../../../native/api/hardware.ts";
import { type BarTone, StackedBar } from "../chart/stacked-bar.tsx";
import { formatBytes } from "../format/bytes.ts";
import classes from "./memory-bar.module.css";
import { type MemoryPart, memoryParts } from "./memory-parts.ts";

const tones: Record<MemoryPart["key"], BarTone> = {
  model: "model",
  cache: "cache",
  hearth: "overhead",
  others: "others",
  free: "free",
};

/** Who holds a device's memory, as one bar. */
export function MemoryBar({ memory }: { readonly memory: Device["memory"] }) {
  const { t } = useTranslation();
  const parts = memoryParts(memory);
  const toldApart = parts.some((part) => part.key === "model");
  return (
    <div>
      <p className={classes.memory}>
        {t("devices.memory.name")}{" "}
        <b>
          {t("devices.memory.of", {
            used: formatBytes(Math.min(memory.usedBytes, memory.totalBytes)),
            total: formatBytes(memory.totalBytes),
          })}
        </b>
      </p>
      <StackedBar
        testId="memory-bar"
        parts={parts.map((part) => ({
          key: part.key,
          tone: part.key === "hearth" && !toldApart ? "model" : tones[part.key],
          label: t(
            part.key === "hearth" && toldApart
              ? "devices.memory.hearthRest"
              : `devices.memory.${part.key}`,
          ),
          value: part.bytes,
          text: formatBytes(part.bytes),
        }))}
      />
    </div>
  );
}
