import type { ValueOf } from "../../../scale/type.ts";
import type { Chain, ChainView } from "../chain.ts";
import { ensure, event, type SubtensorError, storage } from "../pallet.ts";
import type { axonInfo, prometheusInfo } from "../types.ts";
import { isRegistered } from "./neurons.ts";

/** What `serve_axon` announces. */
export type AxonAnnouncement = Omit<ValueOf<typeof axonInfo>, "block">;
/** What `serve_prometheus` announces. */
export type PrometheusAnnouncement = Omit<ValueOf<typeof prometheusInfo>, "block">;

/** Bytes of a certificate: the algorithm and a key of up to 64. */
const LONGEST_CERTIFICATE = 65;
const IPV4_LIMIT = 0xffff_ffffn;
const IPV4_LOOPBACK = 0x7f00_0001n;
const IPV6_LIMIT = (1n << 128n) - 1n;
const IPV6_LOOPBACK = 1n;

/** Why an axon may not be announced, in the order in which the chain checks; undefined when it may. */
export function axonRefusal(
  chain: ChainView,
  hotkey: string,
  netuid: number,
  axon: AxonAnnouncement,
): SubtensorError | undefined {
  const { state } = chain;
  if (!isRegistered(state, netuid, hotkey)) return "HotKeyNotRegisteredInNetwork";
  if (axon.ip_type !== 4 && axon.ip_type !== 6) return "InvalidIpType";
  if (!isServable(axon.ip, axon.ip_type)) return "InvalidIpAddress";
  const last = storage.Axons.find(state, netuid, hotkey)?.block ?? 0n;
  if (isTooSoon(chain, netuid, last)) return "ServingRateLimitExceeded";
  if (axon.port === 0) return "InvalidPort";
  return undefined;
}

/** Why a prometheus endpoint may not be announced; undefined when it may. */
export function prometheusRefusal(
  chain: ChainView,
  hotkey: string,
  netuid: number,
  endpoint: PrometheusAnnouncement,
): SubtensorError | undefined {
  const { state } = chain;
  if (endpoint.ip_type !== 4 && endpoint.ip_type !== 6) return "InvalidIpType";
  if (endpoint.ip === 0n || !isServable(endpoint.ip, endpoint.ip_type)) return "InvalidIpAddress";
  if (!isRegistered(state, netuid, hotkey)) return "HotKeyNotRegisteredInNetwork";
  const last = storage.Prometheus.find(state, netuid, hotkey)?.block ?? 0n;
  if (isTooSoon(chain, netuid, last)) return "ServingRateLimitExceeded";
  if (endpoint.port === 0) return "InvalidPort";
  return undefined;
}

/** Announces where a hotkey's miner listens. Source: §2.3 and subnets/serving.rs. */
export function serveAxon(
  chain: Chain,
  hotkey: string,
  netuid: number,
  axon: AxonAnnouncement,
): void {
  const refusal = axonRefusal(chain, hotkey, netuid, axon);
  if (refusal !== undefined) ensure(false, refusal);
  storage.Axons.put(chain.state, netuid, hotkey, { ...axon, block: BigInt(chain.block) });
  chain.deposit(event.AxonServed(netuid, hotkey));
}

/** {@link serveAxon} with a TLS certificate: a byte that names the algorithm, then the public key. One too long is passed over. */
export function serveAxonTls(
  chain: Chain,
  hotkey: string,
  netuid: number,
  axon: AxonAnnouncement,
  certificate: Uint8Array,
): void {
  serveAxon(chain, hotkey, netuid, axon);
  const [algorithm] = certificate;
  if (algorithm === undefined || certificate.length > LONGEST_CERTIFICATE) return;
  const value = { public_key: certificate.slice(1), algorithm };
  storage.NeuronCertificates.put(chain.state, netuid, hotkey, value);
}

/** Announces where a hotkey publishes its measurements. */
export function servePrometheus(
  chain: Chain,
  hotkey: string,
  netuid: number,
  endpoint: PrometheusAnnouncement,
): void {
  const refusal = prometheusRefusal(chain, hotkey, netuid, endpoint);
  if (refusal !== undefined) ensure(false, refusal);
  storage.Prometheus.put(chain.state, netuid, hotkey, { ...endpoint, block: BigInt(chain.block) });
  chain.deposit(event.PrometheusServed(netuid, hotkey));
}

// Address 0 is let through for axons: it takes the announcement back. Private ranges are the peers' business.
function isServable(ip: bigint, ipType: number): boolean {
  if (ipType === 4) return ip < IPV4_LIMIT && ip !== IPV4_LOOPBACK;
  return ip !== IPV6_LIMIT && ip !== IPV6_LOOPBACK;
}

function isTooSoon({ state, block }: ChainView, netuid: number, last: bigint): boolean {
  const limit = storage.ServingRateLimit.get(state, netuid);
  return limit !== 0n && last !== 0n && BigInt(block) - last < limit;
}
