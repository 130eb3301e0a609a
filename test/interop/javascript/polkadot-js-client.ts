import { ApiPromise, WsProvider } from "@polkadot/api";

/** Connects `@polkadot/api` as its documentation does. The caller disconnects it. */
export async function connectPolkadotJs(endpoint: string): Promise<ApiPromise> {
  const provider = new WsProvider(endpoint);
  return ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
}
