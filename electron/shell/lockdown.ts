import type { ElectronApi } from "./electron-api.ts";
import { PAGE_ORIGIN } from "./page-protocol.ts";

/**
 * Denies what the page never needs: permissions (asked or checked), devices, new windows, embedded views and every
 * navigation away from our own origin (Electron's security checklist, items 5 and 11 to 14).
 */
export function lockDown({ app, session }: ElectronApi): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) =>
    decide(false),
  );
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on("web-contents-created", (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
    contents.on("will-attach-webview", (event) => event.preventDefault());
    const stayHome = (details: { readonly url: string; preventDefault(): void }): void => {
      if (!isOurPage(details.url)) details.preventDefault();
    };
    contents.on("will-navigate", stayHome);
    contents.on("will-frame-navigate", stayHome);
    contents.on("will-redirect", stayHome);
  });
}

/** True for an address of our own origin. */
export function isOurPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === PAGE_ORIGIN;
}
