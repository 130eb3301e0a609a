import type { ChainClient } from "../chain/chain-port.ts";
import type { EnginePort, ModelFile } from "../engine/engine-port.ts";
import type { ModelUsers } from "../engine/model-users.ts";
import type { WorkPause } from "../governor/work-pause.ts";
import type { Mechanism } from "../subnets/mechanism.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { ColdkeySigner } from "../wallet/signer.ts";
import type { WalletStore } from "../wallet/wallet-store.ts";

/** What validating is built from. */
export interface ValidatingDependencies<Challenge, Answer> {
  readonly chain: ChainClient;
  readonly wallets: WalletStore;
  readonly signer: ColdkeySigner;
  readonly engine: EnginePort;
  /** Where the engine may be paused; unset for an engine that nobody pauses. */
  readonly pause?: WorkPause;
  /** Where it is told which model must not be taken away. */
  readonly modelUsers?: ModelUsers;
  readonly mechanism: Mechanism<Challenge, Answer>;
  /** The reference model, by which answers are judged. */
  readonly reference: () => Promise<ModelFile>;
  /** sha256 of the model files that miners may use. */
  readonly allowedModels: () => Promise<readonly string[]>;
  readonly timeline: Pick<Timeline, "write">;
  /** The subnet to validate where nobody said. */
  readonly netuid: number;
  /** Where to dial an announced address; undefined forbids it. */
  readonly dial: (ip: string) => string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What one start asks for, all settled. */
export interface ValidatingPlan {
  readonly wallet: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly password: string | undefined;
  /** Rao to stake; undefined: enough for a permit. */
  readonly stake: bigint | undefined;
  /** The most rao for a place; undefined: the price now and a quarter. */
  readonly maximumBurn?: bigint | undefined;
  /** The most rao to stake; undefined: no bound. */
  readonly maximumStake?: bigint | undefined;
}
