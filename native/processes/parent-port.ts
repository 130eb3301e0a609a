import type { ProcessPort } from "./launcher.ts";

/** What Electron gives a utility process to talk with the one that forked it. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): void;
  off(event: "message", listener: (event: { data: unknown }) => void): void;
}

/** How long a child may still tidy up after its parent went away. */
const ORPHAN_MILLIS = 2000;

/** True when this process was started by a launcher, false when it was started by hand. */
export function hasParent(): boolean {
  return electronPort() !== undefined || process.send !== undefined;
}

/**
 * The channel to the process that started this one. When that goes away this process ends: its SIGTERM listeners
 * run first, and it is ended after 2 s in any case. Started by hand, messages go nowhere and none arrive.
 */
export function parentPort(): ProcessPort {
  const electron = electronPort();
  if (electron !== undefined) return fromElectron(electron);
  if (process.send === undefined) return { postMessage: () => {}, onMessage: () => () => {} };
  endWithParent();
  return {
    postMessage: (message) => {
      if (process.connected) process.send?.(message, () => {});
    },
    onMessage: (listener) => {
      process.on("message", listener);
      return () => void process.off("message", listener);
    },
  };
}

function fromElectron(port: ElectronParentPort): ProcessPort {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => {
      const unwrap = (event: { data: unknown }): void => listener(event.data);
      port.on("message", unwrap);
      return () => port.off("message", unwrap);
    },
  };
}

function electronPort(): ElectronParentPort | undefined {
  return (process as { parentPort?: ElectronParentPort }).parentPort ?? undefined;
}

let watching = false;

function endWithParent(): void {
  if (watching) return;
  watching = true;
  process.once("disconnect", () => {
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit(0);
    setTimeout(() => process.exit(1), ORPHAN_MILLIS).unref();
  });
}
