import type { Dispatcher } from "undici";
import type { DownloadSettings } from "../../../api/downloads.ts";
import { createDispatcher } from "../dispatcher.ts";

/** The way out to the network that the settings say now. */
export interface NetworkPath {
  dispatcher(): Dispatcher;
  close(): Promise<void>;
}

/** Follows the proxy of the settings: a change holds from the next request on, and the old way ends when its requests have. */
export function createNetworkPath(settings: () => Pick<DownloadSettings, "proxy">): NetworkPath {
  let current: { readonly proxy: string | undefined; readonly dispatcher: Dispatcher } | undefined;
  return {
    dispatcher: () => {
      const { proxy } = settings();
      if (current === undefined || current.proxy !== proxy) {
        const before = current?.dispatcher;
        current = { proxy, dispatcher: createDispatcher({ proxy }) };
        before?.close().catch(() => undefined);
      }
      return current.dispatcher;
    },
    close: async () => {
      await current?.dispatcher.destroy();
    },
  };
}
