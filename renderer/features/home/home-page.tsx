import { useTranslation } from "react-i18next";
import { useHardware } from "../../stores/hardware.ts";
import { useMining } from "../../stores/mining.ts";
import { Page } from "../../ui/layout/page.tsx";
import { Checklist } from "./checklist.tsx";
import { Devices } from "./devices.tsx";
import { Figures } from "./figures.tsx";
import classes from "./home-page.module.css";
import { StateCard } from "./state-card.tsx";
import { Timeline } from "./timeline.tsx";

/** Cards that stand beside the timeline; more of them lie above it, side by side. */
const MOST_BESIDE = 3;

/** Home: the truth in one glance. */
export function HomePage() {
  const { t } = useTranslation();
  const mining = useMining((store) => store.data.value);
  const gpus = useHardware(
    (store) => store.data.value?.devices.filter((device) => device.kind === "gpu").length ?? 0,
  );
  const unfinished = mining?.steps.some((step) => step.state !== "done") === true;
  const showSteps = mining !== undefined && mining.state !== "off" && unfinished;
  return (
    <Page title={t("pages.home")}>
      <StateCard />
      {showSteps && <Checklist steps={mining.steps} brief />}
      <Figures />
      <div className={classes.columns} data-stacked={gpus > MOST_BESIDE ? "" : undefined}>
        <Devices />
        <Timeline />
      </div>
    </Page>
  );
}
