import { benchmarked } from "../system/weight.ts";

/** An account's delegates, at most. */
export const MAX_PROXIES = 20;
/** A delegate's announcements, at most. */
export const MAX_PENDING = 75;

const perProxy = (computing: number, each: number, reads: number, writes: number): bigint =>
  benchmarked(computing + each * MAX_PROXIES, reads, writes);
const perPending = (
  computing: number,
  [announcement, proxy]: readonly [number, number],
  reads: number,
  writes: number,
): bigint =>
  benchmarked(computing + announcement * MAX_PENDING + proxy * MAX_PROXIES, reads, writes);

/**
 * Picoseconds of each Proxy call at its largest, without the call inside: pallets/proxy/src/weights.rs of subtensor. The
 * two that run a call count one more read and write, of the account it is run for.
 */
export const proxyWeights = {
  proxy: perProxy(28_026_265, 53_205, 4, 2),
  proxy_announced: perPending(53_234_507, [228_831, 54_037], 6, 4),
  remove_announcement: perPending(25_595_226, [205_163, 40_277], 2, 2),
  reject_announcement: perPending(26_388_332, [199_703, 17_846], 2, 2),
  announce: perPending(34_286_251, [194_092, 53_615], 3, 2),
  add_proxy: perProxy(25_770_804, 80_892, 1, 1),
  remove_proxy: perProxy(27_827_049, 64_054, 1, 2),
  remove_proxies: perProxy(27_407_028, 55_808, 1, 1),
  create_pure: perProxy(27_853_436, 20_160, 1, 1),
  kill_pure: perProxy(26_529_087, 48_014, 1, 1),
  poke_deposit: benchmarked(46_757_000, 3, 3),
  set_real_pays_fee: perProxy(14_259_931, 42_799, 1, 1),
};
