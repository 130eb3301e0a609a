import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "../../native/api/contract.ts";
import type { ElectronApi } from "./electron-api.ts";

/** How often the node hears of the person and the battery; it believes each word for half a minute. */
const EVERY_MILLIS = 5_000;

/** What the relay needs; `environment` says whether the window system is Wayland. */
export interface PowerOptions {
  readonly client: Pick<ContractRouterClient<Contract>, "governor">;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Tells the node what only Electron's main process can sense: how long nobody touched the computer, whether it runs on its battery,
 * and when it goes to sleep. Under Wayland Electron always answers 0 for the first (its issue 34826), so nothing is said of it there.
 */
export function relayPower(
  { powerMonitor }: ElectronApi,
  { client, environment }: PowerOptions,
): { close(): void } {
  const idleKnown = environment.WAYLAND_DISPLAY === undefined;
  const tell = (asleep?: boolean): void => {
    const report = {
      ...(idleKnown ? { idleSeconds: powerMonitor.getSystemIdleTime() } : {}),
      onBattery: powerMonitor.isOnBatteryPower(),
      ...(asleep === undefined ? {} : { asleep }),
    };
    // The node may not serve yet, or be closing; the next turn tells it again.
    client.governor.sense(report).catch(() => {});
  };
  const plain = (): void => tell();
  const suspend = (): void => tell(true);
  const resume = (): void => tell(false);
  const timer = setInterval(plain, EVERY_MILLIS);
  powerMonitor.on("on-battery", plain);
  powerMonitor.on("on-ac", plain);
  powerMonitor.on("suspend", suspend);
  powerMonitor.on("resume", resume);
  plain();
  return {
    close: () => {
      clearInterval(timer);
      powerMonitor.off("on-battery", plain);
      powerMonitor.off("on-ac", plain);
      powerMonitor.off("suspend", suspend);
      powerMonitor.off("resume", resume);
    },
  };
}
