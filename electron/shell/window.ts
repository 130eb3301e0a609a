import type { BrowserWindow } from "electron";
import type { ElectronApi } from "./electron-api.ts";
import { isOurPage } from "./lockdown.ts";
import { PAGE_ORIGIN } from "./page-protocol.ts";

/** What the window shows and whom it tells. */
export interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  /** Called after each load of the page, a reload included, so that it gets a fresh port. */
  readonly onLoaded: (window: BrowserWindow) => void;
  /** True while closing the window should only hide it: mining goes on. */
  readonly keepRunning: () => boolean;
}

/** How often a page that dies is loaded again within `RELOAD_WINDOW` before the window is left as it is. */
const RELOAD_LIMIT = 3;
const RELOAD_WINDOW = 300_000;

/** The one window: sandboxed, isolated, without Node, showing our own page. */
export function openWindow({ BrowserWindow }: ElectronApi, options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: "Hearth",
    icon: options.icon,
    backgroundColor: "#14171c",
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once("ready-to-show", () => window.show());
  window.webContents.on("did-finish-load", () => {
    // Whatever else might ever be loaded here gets no port to the node (Electron's checklist, item 17).
    if (isOurPage(window.webContents.getURL())) options.onLoaded(window);
  });
  const deaths: number[] = [];
  window.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason === "clean-exit") return;
    deaths.push(Date.now());
    // State lives in the node, so a reloaded page finds everything; a page that keeps dying must not loop.
    if (deaths.filter((time) => time > Date.now() - RELOAD_WINDOW).length <= RELOAD_LIMIT)
      window.webContents.reload();
  });
  window.on("close", (event) => {
    if (!options.keepRunning()) return;
    event.preventDefault();
    window.hide();
  });
  window.loadURL(`${PAGE_ORIGIN}/`).catch((error: unknown) => console.error(error));
  return window;
}
