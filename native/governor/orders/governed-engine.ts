/** What the governor may do with the engine; the supervised engine is one. */
export interface GovernedEngine {
  /**
   * Turns new requests away with PAUSED, lets those in work go on for `graceMillis` and cancels them then (0: at once), and resolves
   * when no model is in memory any more. `reason` is what the refused are told. What was in memory is remembered.
   */
  suspend(options: { readonly graceMillis: number; readonly reason: string }): Promise<void>;
  /** Loads what was in memory again and lets requests in. Rejects where a model no longer fits. */
  resume(): Promise<void>;
  /** Which models are in memory, or come back after a pause, by id; where it cannot tell, all that were there count as coming back. */
  wanted?(): readonly { readonly id: string }[];
  /** The share of the time in which requests are worked on, 0..1. */
  setPace(share: number): void;
}
