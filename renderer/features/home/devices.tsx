import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "wouter";
import { useHardware } from "../../stores/hardware.ts";
import { DeviceCard } from "../../ui/device/device-card.tsx";
import { DevicePanel } from "../../ui/device/device-panel.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import classes from "./devices.module.css";

/** The GPUs of this computer, or its processor where there is none; the details of one beside them. */
export function Devices() {
  const { t } = useTranslation();
  const data = useHardware((store) => store.data);
  const { device: chosen } = useParams<{ device?: string }>();
  const [, navigate] = useLocation();
  const devices = data.value?.devices ?? [];
  const gpus = devices.filter((device) => device.kind === "gpu");
  return (
    <Panel title={t("devices.title")} testId="devices">
      {data.state === "failed" && <ErrorView error={data.error} />}
      {data.value === undefined && data.state === "loading" && <Skeleton height={72} />}
      <div className={classes.devices}>
        {(gpus.length > 0 ? gpus : devices).map((device) => (
          <DeviceCard key={device.id} device={device} to={`/device/${device.id}`} />
        ))}
      </div>
      {data.value?.notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      <DevicePanel
        device={devices.find((device) => device.id === chosen)}
        opened={chosen !== undefined}
        onClose={() => navigate("/", { replace: true })}
      />
    </Panel>
  );
}
