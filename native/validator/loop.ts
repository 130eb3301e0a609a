import { HearthError, toHearthError } from "../api/errors.ts";
import type { BlockRef, ChainClient } from "../chain/chain-port.ts";
import { readEpoch } from "../chain/reads/epoch.ts";
import { readNeurons } from "../chain/reads/neurons.ts";
import type { Mechanism, Workbench } from "../subnets/mechanism.ts";
import { hotkeySigner } from "../subnets/membership/hotkey-signer.ts";
import type { Keypair } from "../wallet/keypair.ts";
import type { LoopEvent } from "./loop-events.ts";
import { peerClient } from "./peer-client.ts";
import { runRound } from "./round.ts";
import { nextWeightsBlock, roundDue, type WeightsClock, weightsDue } from "./schedule.ts";
import { bookKey, recordRound, type ScoreBook } from "./score-book.ts";
import { planWeights } from "./weights-call.ts";
import { weightsCall } from "./weights-commit.ts";

/** Blocks between rounds: a newcomer is asked within seconds on the practice network, and several scores make one tempo. */
export const ROUND_BLOCKS = 6;
/** Miners asked in one round at most. */
const SAMPLE_SIZE = 16;
/** After a refused transaction, wait this many blocks before the next attempt. */
const RETRY_BLOCKS = 3;

/** What a validator's loop needs. */
export interface LoopOptions<Challenge, Answer> {
  readonly chain: ChainClient;
  readonly netuid: number;
  readonly hotkey: Keypair;
  readonly mechanism: Mechanism<Challenge, Answer>;
  /** The engine and the reference model; may wait for a restart of the engine. */
  readonly bench: (signal: AbortSignal) => Promise<Workbench>;
  /** Why no round may run now, where that is so. */
  readonly paused?: () => string | undefined;
  readonly allowedModels: readonly string[];
  /** Where to dial an announced address; undefined forbids it. */
  readonly dial: (ip: string) => string | undefined;
  readonly onEvent: (event: LoopEvent) => void;
  readonly roundBlocks?: number;
  /** Blocks by which the first round is put off, so that several validators do not ask at once. */
  readonly phase?: number;
}

/** A running loop. */
export interface ValidatorLoop {
  /** Aborts what is in flight and ends; safe to call twice. */
  close(): Promise<void>;
}

/** Starts asking, scoring and setting weights with every best block, until closed. Trouble is reported and tried again, never thrown. */
export function startValidatorLoop<Challenge, Answer>(
  options: LoopOptions<Challenge, Answer>,
): ValidatorLoop {
  const { chain, netuid, hotkey } = options;
  const roundBlocks = options.roundBlocks ?? ROUND_BLOCKS;
  const ending = new AbortController();
  const { signal } = ending;
  const client = peerClient(hotkey);
  let book: ScoreBook = new Map();
  let lastRoundBlock: number | undefined;
  let clock: Omit<WeightsClock, "block"> | undefined;
  let notBefore = 0;
  let step: Promise<void> = Promise.resolve();
  let busy = false;

  async function round(block: number): Promise<void> {
    lastRoundBlock = block;
    const neurons = await readNeurons(chain, netuid);
    const own = neurons.find((neuron) => neuron.hotkey === hotkey.address);
    if (own === undefined) return options.onEvent({ kind: "waiting", reason: "not-registered" });
    const [epoch, rateLimit] = await Promise.all([
      readEpoch(chain, netuid),
      chain.query("SubtensorModule", "WeightsSetRateLimit", [netuid]),
    ]);
    options.onEvent({
      kind: "standing",
      uid: own.uid,
      permit: own.validatorPermit,
      stake: own.stake,
      trust: own.validatorTrust / 65_535,
      ...(epoch.nextEpochBlock === undefined ? {} : { nextEpochBlock: epoch.nextEpochBlock }),
    });
    if (!own.validatorPermit) return options.onEvent({ kind: "waiting", reason: "no-permit" });
    const paused = options.paused?.();
    if (paused !== undefined) throw new HearthError("PAUSED", { reason: paused });
    const started = performance.now();
    const bench = await options.bench(signal);
    const scores = await runRound(
      {
        mechanism: options.mechanism,
        client,
        bench,
        allowedModels: options.allowedModels,
        own: hotkey.address,
        candidates: neurons,
        book,
        dial: options.dial,
        limit: SAMPLE_SIZE,
      },
      signal,
    );
    const newcomers = scores.some((result) => result.score > 0 && !book.has(bookKey(result)));
    book = recordRound(book, scores, neurons);
    clock = {
      lastUpdate: Math.max(own.lastUpdate, clock?.lastUpdate ?? 0),
      rateLimit: Number(rateLimit),
      nextEpochBlock: epoch.nextEpochBlock ?? Number.POSITIVE_INFINITY,
      nextRoundBlock: block + roundBlocks,
      unsentRounds: (clock?.unsentRounds ?? 0) + 1,
      newcomers: newcomers || (clock?.newcomers ?? false),
    };
    options.onEvent({ kind: "round", block, millis: performance.now() - started, book });
  }

  async function sendWeights(block: number): Promise<void> {
    if (clock === undefined || block < notBefore || !weightsDue({ ...clock, block })) return;
    notBefore = block + RETRY_BLOCKS;
    const versionKey = await chain.query("SubtensorModule", "WeightsVersionKey", [netuid]);
    const planned = planWeights(book, netuid, BigInt(versionKey as bigint));
    if (planned === undefined) return;
    const call = await weightsCall(chain, hotkey, planned.weights);
    if (call === undefined) return;
    const signer = hotkeySigner(hotkey);
    const included = await chain.submit(call, signer, { until: "in-block", signal });
    clock = { ...clock, lastUpdate: included.block, unsentRounds: 0, newcomers: false };
    const nextBlock = nextWeightsBlock(clock);
    options.onEvent({ kind: "weights", block: included.block, shares: planned.shares, nextBlock });
  }

  async function onBlock(block: number): Promise<void> {
    let during: "round" | "weights" = "round";
    try {
      lastRoundBlock ??= block - roundBlocks + (options.phase ?? 0);
      if (roundDue(block, lastRoundBlock, roundBlocks)) await round(block);
      during = "weights";
      const best = chain.state().best?.number ?? block;
      await sendWeights(best);
    } catch (error) {
      if (signal.aborted) return;
      const trouble = toHearthError(error);
      const kind = trouble.code === "PAUSED" ? "paused" : "trouble";
      options.onEvent({ kind, during, error: trouble });
    }
  }

  function wake(block: BlockRef): void {
    if (busy || signal.aborted) return;
    busy = true;
    step = onBlock(block.number).finally(() => {
      busy = false;
    });
  }

  const unsubscribe = chain.onBest(wake);
  const best = chain.state().best;
  if (best !== undefined) wake(best);
  return {
    async close() {
      ending.abort();
      unsubscribe();
      client.close();
      await step;
    },
  };
}
