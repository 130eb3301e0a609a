import { boundedVec } from "../../scale/bounded.ts";
import { bool, option, type ScaleType, u16, u32, u64 } from "../../scale/type.ts";
import { authorityId } from "../config-types.ts";
import { authorityList } from "../grandpa/types.ts";
import { fixedI128, fixedU128 } from "../subtensor/types.ts";
import { benchmarked } from "../system/weight.ts";
import { precompile } from "./precompile.ts";

function setting<const Name extends string, T>(
  index: number,
  name: Name,
  type: ScaleType<T>,
  typeName: string,
  weight: bigint,
) {
  const args = { [name]: type } as Readonly<Record<Name, ScaleType<T>>>;
  return { index, args, typeNames: { [name]: typeName }, pays: true, weight } as const;
}

const BLOCKS = "BlockNumberFor<T>";
const flowWeight = benchmarked(7_343_000, 0, 1);

/** Calls of AdminUtils at spec 424 about the chain itself, its EVM, its flows and its delays. Those that name more are at the end. */
export const chainCalls = {
  sudo_set_total_issuance: setting(33, "total_issuance", u64, "TaoBalance", 5_931_000n),
  sudo_set_subnet_limit: setting(37, "max_subnets", u16, "u16", benchmarked(14_000_000, 0, 1)),
  sudo_set_dissolve_network_schedule_duration: setting(
    55,
    "duration",
    u32,
    BLOCKS,
    benchmarked(5_591_000, 0, 1),
  ),
  sudo_set_evm_chain_id: setting(58, "chain_id", u64, "u64", benchmarked(27_199_000, 1, 1)),
  sudo_set_ck_burn: setting(73, "burn", u64, "u64", benchmarked(15_650_000, 1, 1)),
  sudo_set_tao_flow_cutoff: setting(81, "flow_cutoff", fixedI128, "I64F64", flowWeight),
  sudo_set_tao_flow_normalization_exponent: setting(
    82,
    "exponent",
    fixedU128,
    "U64F64",
    flowWeight,
  ),
  sudo_set_tao_flow_smoothing_factor: setting(83, "smoothing_factor", u64, "u64", flowWeight),
  sudo_set_net_tao_flow_enabled: setting(91, "enabled", bool, "bool", flowWeight),
  sudo_set_coldkey_swap_announcement_delay: setting(
    86,
    "duration",
    u32,
    BLOCKS,
    benchmarked(5_370_000, 0, 1),
  ),
  sudo_set_coldkey_swap_reannouncement_delay: setting(
    87,
    "duration",
    u32,
    BLOCKS,
    benchmarked(5_360_000, 0, 1),
  ),
  swap_authorities: setting(
    0,
    "new_authorities",
    boundedVec(authorityId),
    "BoundedVec<<T as Config>::AuthorityId, T::MaxAuthorities>",
    benchmarked(4_442_146, 0, 1),
  ),
  sudo_toggle_evm_precompile: {
    index: 62,
    args: { precompile_id: precompile, enabled: bool },
    typeNames: { precompile_id: "PrecompileEnum", enabled: "bool" },
    pays: true,
    weight: benchmarked(6_162_000, 1, 0),
  },
  schedule_grandpa_change: {
    index: 59,
    args: { next_authorities: authorityList, in_blocks: u32, forced: option(u32) },
    typeNames: {
      next_authorities: "AuthorityList",
      in_blocks: BLOCKS,
      forced: "Option<BlockNumberFor<T>>",
    },
    pays: true,
    weight: benchmarked(7_972_506, 1, 1),
  },
} as const;
