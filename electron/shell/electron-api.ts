import type * as electron from "electron";

/** The part of Electron that the shell uses; main.ts passes the real one, tests a recording double. */
export type ElectronApi = Pick<
  typeof electron,
  | "app"
  | "BrowserWindow"
  | "dialog"
  | "Menu"
  | "MessageChannelMain"
  | "nativeImage"
  | "powerMonitor"
  | "protocol"
  | "session"
  | "Tray"
  | "utilityProcess"
>;
