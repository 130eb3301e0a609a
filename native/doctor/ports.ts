import type { EndpointRouter, EndpointStatus } from "../api/endpoint.ts";
import type { HardwareReport } from "../api/hardware.ts";
import type { MinerRequest, MiningStatus } from "../api/mining.ts";
import type { Model } from "../api/models.ts";
import type { NodeStatus, SetupState } from "../api/node.ts";
import type { Wallet } from "../api/wallet.ts";
import type { ChainClient } from "../chain/chain-port.ts";
import type { SupervisedStatus } from "../processes/supervised-status.ts";
import type { Repair } from "./check.ts";
import type { Leftovers } from "./computer/disk.ts";
import type { GovernorFacts } from "./mining/governor.ts";
import type { TryOutPorts } from "./models/try-out.ts";

/** What the Doctor sees of the node: questions to other rooms, each as small as can be, given by the host. */
export interface DoctorPorts {
  readonly network: NodeStatus["network"];
  readonly shell: NodeStatus["shell"];
  /** Milliseconds since 1970, and milliseconds that never go back. */
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly folders: {
    readonly data: string;
    readonly models: string;
    readonly wallets: string;
    readonly ledger: string;
  };
  readonly hardware: () => Promise<HardwareReport>;
  /** The process that reads the vendors' sensors, where there is one. */
  readonly sensors?: {
    readonly status: () => SupervisedStatus | undefined;
    readonly restart?: () => void;
  };
  readonly models: {
    readonly list: () => Promise<readonly Model[]>;
    readonly verify: (id: string, signal: AbortSignal) => Promise<unknown>;
    readonly leftovers?: Leftovers;
  };
  readonly engine: TryOutPorts["engine"] & {
    status(): SupervisedStatus;
    /** What the engine is run without, since it died on it. */
    without?(): "cuda" | "gpu" | undefined;
    restart(): void;
  };
  readonly smallestModel: TryOutPorts["smallest"];
  readonly chain: ChainClient;
  /** Seconds between blocks, and blocks between epochs. */
  readonly pace: () => { readonly blockSeconds: number; readonly tempo: number };
  /** The subnet that is mined where nobody said otherwise. */
  readonly netuid: number;
  readonly setup: () => SetupState;
  readonly wallets: {
    readonly list: () => Promise<readonly Wallet[]>;
    readonly hotkey: (wallet: string, name: string) => Promise<{ readonly address: string }>;
  };
  /** Pays so many rao of play money to a wallet; on the practice network only. */
  readonly faucet?: (wallet: string, rao: bigint, signal: AbortSignal) => Promise<unknown>;
  readonly mining: {
    readonly status: () => MiningStatus;
    readonly requests: () => readonly MinerRequest[];
    /** Stops the miner where it runs and starts it as it was. */
    readonly reopen: Repair;
  };
  /** How validators reach the miner. */
  readonly reach: {
    readonly status: () => EndpointStatus;
    /** What the router says now; it is asked unless it just forwards. */
    readonly router: (signal: AbortSignal) => Promise<EndpointRouter>;
    /** Opens the miner to the home network and has the router lead its port there. */
    readonly letForward: Repair;
  };
  readonly governor?: () => GovernorFacts | Promise<GovernorFacts>;
}
