import type { HearthError } from "../api/errors.ts";
import type { HardwareReport } from "../api/hardware.ts";
import type { RunShape } from "../api/models.ts";
import type { ChainClient } from "../chain/chain-port.ts";
import type { EnginePort, ModelFile } from "../engine/engine-port.ts";
import type { ModelUsers } from "../engine/model-users.ts";
import type { ServedModel } from "../engine/served-model.ts";
import type { WorkPause } from "../governor/work-pause.ts";
import type { LongestAnswer, SequenceChoice } from "../models/fit/streams/sequence-choice.ts";
import type { SupervisedStatus } from "../processes/supervised-status.ts";
import type { Mechanism } from "../subnets/mechanism.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { ColdkeySigner } from "../wallet/signer.ts";
import type { WalletStore } from "../wallet/wallet-store.ts";
import type { Whereabouts } from "./reach/whereabouts.ts";
import type { RequestLogSession } from "./requests/request-log-feed.ts";
import type { EpochReward } from "./rewards.ts";
import type { NetworkPace } from "./steps.ts";

/** What mining is built from. */
export interface MiningDependencies<Challenge, Answer> {
  readonly chain: ChainClient;
  readonly wallets: WalletStore;
  readonly signer: ColdkeySigner;
  readonly engine: EnginePort;
  /** Changes of the engine's process, from now on; returns the function that ends it. */
  readonly onEngine: (listener: (status: SupervisedStatus) => void) => () => void;
  /** Models that the engine could not load again, from now on, by the id that requests name; returns the function that ends it. */
  readonly onModelLost?: (listener: (id: string, error: HearthError) => void) => () => void;
  readonly mechanism: Mechanism<Challenge, Answer>;
  /** The model to mine with: the named one, or the one that suits this computer. Throws MODEL_NOT_FOUND. */
  readonly model: (id: string | undefined) => Promise<ModelFile>;
  /** How many answers like this one a model should write at once, with that many tokens for each; the usual number where nobody knows. */
  readonly sequences?: (
    model: ModelFile,
    answer: LongestAnswer,
    enoughContext: number,
  ) => Promise<SequenceChoice>;
  /** sha256 of the files that challenges allow; unset where any file does. */
  readonly allowedModels?: () => Promise<readonly string[]>;
  /** Where it is told which model must not be taken away. */
  readonly modelUsers?: ModelUsers;
  readonly hardware: () => Promise<HardwareReport>;
  /** Where the engine may be paused; unset for an engine that nobody pauses. */
  readonly pause?: WorkPause;
  readonly timeline: Pick<Timeline, "write">;
  /** The network's pace, for honest waits. */
  readonly pace: () => NetworkPace;
  /** The subnet to mine on where nobody said. */
  readonly netuid: number;
  /** Where it listens and is found. */
  readonly whereabouts: Whereabouts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of every epoch of the subnet in which this miner has a uid, rewards of 0 included. */
  readonly onReward?: (
    reward: EpochReward & { readonly netuid: number; readonly uid: number },
  ) => void;
}

/** What one start asks for, all settled. */
export interface MiningPlan {
  /** Told of the model that it serves with, as soon as there is one. */
  readonly onServing: (served: ServedModel) => void;
  /** Where its requests are logged. */
  readonly requests: RequestLogSession;
  readonly wallet: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly password: string | undefined;
  readonly model: string | undefined;
  /** How that model is to run; as the subnet's challenges need it unless told. */
  readonly run?: RunShape | undefined;
  readonly maximumBurn: bigint | undefined;
}
