import type { Tray } from "electron";
import type { MiningStatus } from "../../native/api/mining.ts";
import texts from "../../resources/locales/en/shell.json" with { type: "json" };
import type { ElectronApi } from "./electron-api.ts";

/** What the tray can do. */
export interface TrayOptions {
  readonly icon: string;
  readonly onShow: () => void;
  readonly onStart: () => void;
  readonly onStop: () => void;
  readonly onQuit: () => void;
}

/** The tray icon with a menu that fits the state of mining. */
export interface ShellTray {
  update(state: MiningStatus["state"]): void;
  close(): void;
}

/** Puts Hearth in the tray. */
export function openTray(
  { Tray, Menu, nativeImage }: ElectronApi,
  options: TrayOptions,
): ShellTray {
  const tray: Tray = new Tray(nativeImage.createFromPath(options.icon));
  const update = (state: MiningStatus["state"]): void => {
    tray.setToolTip(`Hearth: ${texts.state[state]}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: texts.state[state], enabled: false },
        { type: "separator" },
        { label: texts.show, click: options.onShow },
        canStop(state)
          ? { label: texts.stop, click: options.onStop }
          : { label: texts.start, click: options.onStart, enabled: state !== "stopping" },
        { type: "separator" },
        { label: texts.quit, click: options.onQuit },
      ]),
    );
  };
  tray.on("click", options.onShow);
  update("off");
  return { update, close: () => tray.destroy() };
}

function canStop(state: MiningStatus["state"]): boolean {
  switch (state) {
    case "starting":
    case "waiting":
    case "earning":
    case "paused":
    case "stale":
      return true;
    case "off":
    case "stopping":
    case "failed":
      return false;
    default:
      return state satisfies never;
  }
}
