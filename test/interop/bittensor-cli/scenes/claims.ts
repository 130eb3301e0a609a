import { ok } from "node:assert/strict";
import type { Bench, Person } from "../bench.ts";
import { succeeded } from "../expect.ts";
import type { Step } from "../scene.ts";

/** Blocks in which root earns enough of a subnet that it can be claimed. */
const EARNING = 250;

/** Root dividends of a subnet of one's own, which is how somebody comes to have any soon. */
export async function* claims(
  bench: Bench,
  owner: Person & { readonly netuid: number },
): AsyncGenerator<Step> {
  const { send, chain } = bench;
  const { netuid, hotkey, coldkey, name } = owner;
  const own = { "wallet-name": name, hotkey: "default" };
  const open = { ...own, "no-mev-protection": true, "no-safe-staking": true } as const;
  const claimed = () => chain.read<bigint>("SubtensorModule.RootClaimed", netuid, hotkey, coldkey);

  // Root earns once the subnets' average prices sum to more than 1 TAO: averages that follow at once, and a purchase.
  await chain.sudo("AdminUtils", "sudo_set_subnet_moving_alpha", { alpha: 1n << 32n });
  for (const subnet of [1, netuid])
    await chain.sudo("AdminUtils", "sudo_set_ema_price_halving_period", {
      netuid: subnet,
      ema_halving: 1n,
    });
  // Nobody is paid unasked, so that something is left to ask for.
  await chain.sudo("SubtensorModule", "sudo_set_num_root_claims", { new_value: 0n });
  await send("stake add", { ...open, netuid, amount: 1_000 });
  await send("stake add", { ...open, netuid: 0, amount: 5_000 });
  await bench.register({ ...own, netuid: 0 });
  await bench.advance(EARNING);

  yield {
    command: "stake list (with something to claim)",
    try: async () => {
      const { stake_info: info } = (await send("stake list", { "wallet-name": name })).json<{
        stake_info: Record<string, { netuid: number; claimable: number }[]>;
      }>();
      ok((info[hotkey]?.find((row) => row.netuid === netuid)?.claimable ?? 0) > 0);
    },
  };
  yield {
    command: "stake process-claim",
    try: async () => {
      const before = await claimed();
      succeeded(await send("stake process-claim", { "wallet-name": name, netuids: netuid }));
      ok((await claimed()) > before, `${before} claimed before and after`);
    },
  };
}
