import { join } from "node:path";
import { HearthError } from "../../api/errors.ts";
import type { ChainClient } from "../../chain/client.ts";
import { allChecks } from "../../doctor/all-checks.ts";
import { watchBlockClock } from "../../doctor/computer/block-clock.ts";
import { watchClockJumps } from "../../doctor/computer/clock-jumps.ts";
import { downloadLeftovers } from "../../doctor/computer/leftovers.ts";
import { createDoctor } from "../../doctor/doctor.ts";
import type { DoctorPorts } from "../../doctor/ports.ts";
import type { Mining } from "../../miner/mining-service.ts";
import type { Reach } from "../../miner/reach/reach.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import { toModelFile } from "../../models/catalogue/catalogue-model.ts";
import type { Downloads } from "../../models/download/downloads.ts";
import type { WalletStore } from "../../wallet/wallet-store.ts";
import type { HostHandlers } from "../router.ts";
import { doctorReach } from "./doctor-reach.ts";

/** What the Doctor's procedures are built from. */
export interface DoctorOptions
  extends Pick<
    DoctorPorts,
    | "network"
    | "shell"
    | "now"
    | "hardware"
    | "sensors"
    | "engine"
    | "pace"
    | "netuid"
    | "setup"
    | "governor"
  > {
  readonly dataFolder: string;
  readonly networkFolder: string;
  readonly chain: ChainClient;
  readonly wallets: WalletStore;
  readonly mining: Mining;
  readonly reach: Reach;
  readonly catalogue: ModelCatalogue;
  readonly models: Pick<HostHandlers["models"], "list" | "verify">;
  readonly downloads: Pick<Downloads, "known">;
  /** Of the practice network. */
  readonly faucet?: HostHandlers["practice"]["faucet"];
}

/** The `doctor.*` procedures and the disposer of what watches the clock for them. */
export function doctorHandlers(options: DoctorOptions): {
  readonly handlers: HostHandlers["doctor"];
  close(): void;
} {
  const { now, chain } = options;
  const monotonic = (): number => performance.now();
  const blocks = watchBlockClock(chain, now);
  const jumps = watchClockJumps(now, monotonic);
  const checks = allChecks(portsOf(options, monotonic), { blocks, jumps });
  const doctor = createDoctor({ checks, now, monotonic });
  return {
    handlers: {
      checks: () => doctor.checks(),
      run: () => doctor.run(),
      follow: (_input, signal) => doctor.follow(signal),
      fix: ({ id }, signal) => doctor.fix(id, signal),
    },
    close: () => {
      doctor.close();
      blocks.close();
      jumps.close();
    },
  };
}

function portsOf(options: DoctorOptions, monotonic: () => number): DoctorPorts {
  const { faucet, dataFolder, networkFolder, catalogue, reach, ...given } = options;
  const { wallets, mining, models, downloads } = given;
  return {
    ...given,
    monotonic,
    folders: {
      data: dataFolder,
      models: join(dataFolder, "models"),
      wallets: wallets.folder,
      ledger: join(networkFolder, "ledger.sqlite"),
    },
    models: {
      list: async () => models.list({}, undefined),
      verify: async (id, signal) => models.verify({ id }, signal),
      leftovers: downloadLeftovers(join(dataFolder, "models", "partials"), downloads.known),
    },
    smallestModel: async () => {
      const whole = (await catalogue.list()).filter(
        ({ state, facts }) => state === "ready" && facts?.role !== "embedding",
      );
      const [smallest] = whole.toSorted((left, right) => left.sizeBytes - right.sizeBytes);
      return smallest && toModelFile(smallest);
    },
    wallets: { list: () => wallets.list(), hotkey: (wallet, name) => wallets.hotkey(wallet, name) },
    mining: {
      status: mining.status,
      requests: mining.requests.list,
      reopen: (signal) => reopen(mining, signal),
    },
    reach: doctorReach(reach),
    ...(faucet
      ? {
          faucet: async (wallet, rao, signal) => faucet({ wallet, amount: String(rao) }, signal),
        }
      : {}),
  };
}

/** Announcing waits for blocks, on real networks for many; the look after the fix need not wait for all of them. */
const REOPEN_MILLIS = 60_000;

/** Stops the miner and starts it as it was; nothing is stopped where starting would cost something. */
async function reopen(mining: Mining, signal: AbortSignal): Promise<void> {
  const { wallet, hotkey, netuid } = mining.status();
  const { registered } = await mining.quote({ wallet, hotkey, netuid });
  if (!registered)
    throw new HearthError("PASSWORD_REQUIRED", {
      reason: "The hotkey lost its place; starting again on Mine pays for a new one.",
    });
  await mining.restart();
  const patience = AbortSignal.any([signal, AbortSignal.timeout(REOPEN_MILLIS)]);
  for await (const { state } of mining.watch(patience)) if (state !== "starting") return;
}
