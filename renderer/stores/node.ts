import { create } from "zustand";
import type { NodeStatus, SetupState, TimelineEvent } from "../../native/api/node.ts";
import { createWatched } from "./watched.ts";

const KEPT_LINES = 300;

/** Version, folder and processes of the node. */
export const useNode = createWatched<NodeStatus>();

/** How far the first run has come. */
export const useSetup = createWatched<SetupState>();

interface TimelineStore {
  /** Newest first, without doubles. */
  readonly lines: readonly TimelineEvent[];
  readonly known: boolean;
  readonly add: (events: readonly TimelineEvent[]) => void;
}

/** What happened, from node.timeline and node.events. */
export const useTimeline = create<TimelineStore>((set) => ({
  lines: [],
  known: false,
  add: (events) => set((before) => ({ known: true, lines: mergeLines(before.lines, events) })),
}));

/** Both lists as one, newest first, each sequence number once, at most 300. A line that could not be saved has a number out of turn, so time decides first. */
export function mergeLines(
  before: readonly TimelineEvent[],
  events: readonly TimelineEvent[],
): readonly TimelineEvent[] {
  const bySequence = new Map(before.map((line) => [line.sequence, line]));
  for (const event of events) bySequence.set(event.sequence, event);
  return [...bySequence.values()]
    .sort((a, b) => b.time - a.time || b.sequence - a.sequence)
    .slice(0, KEPT_LINES);
}
