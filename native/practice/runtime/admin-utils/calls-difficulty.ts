import { accountId, bool, type ScaleType, u16, u64 } from "../../scale/type.ts";
import { benchmarked } from "../system/weight.ts";

function ofSubnet<const Name extends string, T>(
  index: number,
  name: Name,
  type: ScaleType<T>,
  typeName: string,
  weight: bigint,
) {
  const named = { [name]: type } as Readonly<Record<Name, ScaleType<T>>>;
  return {
    index,
    args: { netuid: u16, ...named },
    typeNames: { netuid: "NetUid", [name]: typeName },
    pays: true,
    weight,
  } as const;
}

/** `<T as Config>::AccountId`, as AdminUtils spells it. */
const ACCOUNT = "<T as frame_system::Config>::AccountId";

/** Calls of AdminUtils at spec 424 about how neurons joined before there was a price alone, and about a subnet's own keys. */
export const difficultyCalls = {
  sudo_set_min_difficulty: ofSubnet(4, "min_difficulty", u64, "u64", benchmarked(34_554_000, 5, 1)),
  sudo_set_max_difficulty: ofSubnet(5, "max_difficulty", u64, "u64", benchmarked(34_704_000, 5, 1)),
  sudo_set_adjustment_interval: ofSubnet(
    8,
    "adjustment_interval",
    u16,
    "u16",
    benchmarked(16_320_000, 1, 1),
  ),
  sudo_set_adjustment_alpha: ofSubnet(
    9,
    "adjustment_alpha",
    u64,
    "u64",
    benchmarked(14_000_000, 1, 1),
  ),
  sudo_set_network_pow_registration_allowed: ofSubnet(
    20,
    "registration_allowed",
    bool,
    "bool",
    benchmarked(14_000_000, 0, 1),
  ),
  sudo_set_target_registrations_per_interval: ofSubnet(
    21,
    "target_registrations_per_interval",
    u16,
    "u16",
    benchmarked(34_103_000, 5, 1),
  ),
  sudo_set_difficulty: ofSubnet(24, "difficulty", u64, "u64", benchmarked(34_434_000, 5, 1)),
  sudo_set_max_registrations_per_block: ofSubnet(
    27,
    "max_registrations_per_block",
    u16,
    "u16",
    benchmarked(34_604_000, 5, 1),
  ),
  sudo_set_rao_recycled: ofSubnet(
    39,
    "rao_recycled",
    u64,
    "TaoBalance",
    benchmarked(16_541_000, 1, 1),
  ),
  sudo_set_min_allowed_uids: ofSubnet(
    79,
    "min_allowed_uids",
    u16,
    "u16",
    benchmarked(37_890_000, 7, 1),
  ),
  sudo_set_subnet_owner_hotkey: ofSubnet(
    64,
    "hotkey",
    accountId,
    ACCOUNT,
    benchmarked(3_918_000, 0, 1),
  ),
  sudo_set_sn_owner_hotkey: ofSubnet(
    67,
    "hotkey",
    accountId,
    ACCOUNT,
    benchmarked(25_687_000, 2, 2),
  ),
  sudo_set_min_childkey_take_per_subnet: ofSubnet(
    93,
    "take",
    u16,
    "u16",
    benchmarked(38_100_000, 7, 1),
  ),
} as const;
