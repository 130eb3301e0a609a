import type { MiningStatus } from "../../native/api/mining.ts";
import type { HearthClient } from "../../native/cli/connect.ts";

const PASSWORD = "bench password 1";
const LONGEST_WAIT_MILLIS = 180_000;
const GIVEN_RAO = "100000000000";

/** What the way from an empty folder to the first reward took, in seconds. */
export interface FirstReward {
  readonly wallet: number;
  readonly faucet: number;
  /** From the click, mining.start, to the step "reward" being done. */
  readonly click: number;
  /** Each step's own time, in order. */
  readonly steps: readonly { readonly name: string; readonly seconds: number }[];
}

/** Makes a wallet and fills it from the faucet; gives the seconds of both. */
export async function fillWallet(
  client: HearthClient,
): Promise<{ readonly wallet: number; readonly faucet: number }> {
  const started = performance.now();
  await client.wallet.create({ password: PASSWORD });
  const made = performance.now();
  await client.practice.faucet({ amount: GIVEN_RAO });
  return { wallet: (made - started) / 1000, faucet: (performance.now() - made) / 1000 };
}

/** Starts mining and waits for the first reward. Throws where mining fails or nothing comes for three minutes. */
export async function mineUntilReward(client: HearthClient): Promise<MiningStatus> {
  const tooLate = AbortSignal.timeout(LONGEST_WAIT_MILLIS);
  await client.mining.start({ password: PASSWORD }, { signal: tooLate });
  let last: MiningStatus | undefined;
  try {
    for await (const status of await client.mining.watch({}, { signal: tooLate })) {
      last = status;
      if (status.state === "failed")
        throw new Error(`mining failed: ${JSON.stringify(status.error)}`);
      if (status.steps.find(({ name }) => name === "reward")?.state === "done") return status;
    }
  } catch (error) {
    if (!tooLate.aborted) throw error;
  }
  const waiting = last?.steps.find(({ state }) => state !== "done");
  throw new Error(`no reward: the step that is not done is ${JSON.stringify(waiting)}`);
}

/** The whole way, timed. */
export async function firstReward(client: HearthClient): Promise<FirstReward> {
  const before = await fillWallet(client);
  const clicked = performance.now();
  const { steps } = await mineUntilReward(client);
  const click = (performance.now() - clicked) / 1000;
  return {
    ...before,
    click,
    steps: steps.map(({ name, startedAt, endedAt }) => ({
      name,
      seconds: ((endedAt ?? 0) - (startedAt ?? endedAt ?? 0)) / 1000,
    })),
  };
}
