import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserWindow } from "electron";
import texts from "../../resources/locales/en/shell.json" with { type: "json" };
import type { ElectronApi } from "./electron-api.ts";
import { type HostProcess, startHostProcess } from "./host-process.ts";
import { lockDown } from "./lockdown.ts";
import { followMining } from "./mining-follower.ts";
import { declarePageScheme, servePage } from "./page-protocol.ts";
import { relayPower } from "./power.ts";
import { openTray, type ShellTray } from "./tray.ts";
import { openWindow } from "./window.ts";

/** Where the app's parts are. */
export interface BootOptions {
  /** The folder that holds native/, electron/ and resources/ as they run. */
  readonly codeFolder: string;
  /** File ending of the running code: .ts from a checkout, .js when built. */
  readonly extension: string;
  readonly pageFolder: string;
  /** Overrides the system's own folder for app data. */
  readonly dataFolder?: string;
}

/** Starts the desktop app in the one right order and wires its ends together. Resolves when the window is asked for. */
export async function boot(api: ElectronApi, options: BootOptions): Promise<void> {
  const { app } = api;
  app.enableSandbox();
  declarePageScheme(api);
  // Before anything touches the profile: two nodes on one folder must never happen.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  await app.whenReady();
  lockDown(api);
  servePage(api, options.pageFolder);
  let window: BrowserWindow | undefined;
  let tray: ShellTray | undefined;
  let quitting = false;
  const icon = join(options.codeFolder, "..", "..", "resources", "icons", "icon.png");
  const host = startHostProcess(api, {
    entry: pathToFileURL(join(options.codeFolder, "native", `desktop${options.extension}`)),
    dataFolder: options.dataFolder ?? join(app.getPath("userData"), "node"),
    codeFolder: pathToFileURL(`${join(options.codeFolder, "native")}/`),
    onExit: (reason) => {
      console.error(`The node ended: ${reason}`);
      // Without its node the window has nothing to show, and an app that vanishes says nothing.
      api.dialog.showErrorBox(texts.nodeEnded, reason);
      app.exit(1);
    },
  });
  const show = (): void => {
    if (window?.isDestroyed() !== false) window = open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const open = (): BrowserWindow =>
    openWindow(api, {
      preload: join(options.codeFolder, "electron", "preload.cjs"),
      icon,
      onLoaded: (loaded) => host.connectPage(loaded.webContents),
      keepRunning: () => tray !== undefined && !quitting,
    });
  const quit = once(async () => {
    quitting = true;
    following.close();
    power.close();
    tray?.close();
    await host.close();
    app.exit(0);
  });
  tray = openTray(api, {
    icon,
    onShow: show,
    onStart: () => startFromTray(host, show),
    onStop: () => void host.client.mining.stop().catch(show),
    onQuit: quit,
  });
  const following = followMining(host.client, (state) => tray?.update(state));
  const power = relayPower(api, { client: host.client, environment: process.env });
  app.on("second-instance", show);
  app.on("activate", show);
  // The tray keeps the app; without this listener Electron would quit with the last window.
  app.on("window-all-closed", () => {});
  app.on("before-quit", (event) => {
    if (quitting) return;
    event.preventDefault();
    quit();
  });
  show();
}

/** A start that needs the password, or anything else from a person, continues in the window. */
function startFromTray(host: HostProcess, show: () => void): void {
  host.client.mining.start().catch(show);
}

function once(work: () => Promise<void>): () => void {
  let started = false;
  return () => {
    if (started) return;
    started = true;
    void work();
  };
}
