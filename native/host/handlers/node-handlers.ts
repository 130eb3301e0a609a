import type { NodeStatus, ProcessInfo, SetupState } from "../../api/node.ts";
import { setupState } from "../../api/node.ts";
import type { SupervisedStatus } from "../../processes/supervised-status.ts";
import type { Notes } from "../../store/notes.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { residentBytes } from "../engine/resident-memory.ts";
import type { HostHandlers } from "../router.ts";

/** What the node tells of itself. */
export interface NodeOptions {
  readonly facts: Omit<NodeStatus, "processes">;
  readonly processes: () => readonly SupervisedStatus[];
  readonly timeline: Timeline;
  readonly notes: Notes;
}

const SETUP_NOTE = "setup";

/** The `node.*` procedures. */
export function nodeHandlers({
  facts,
  processes,
  timeline,
  notes,
}: NodeOptions): HostHandlers["node"] {
  return {
    status: async () => ({ ...facts, processes: await Promise.all(processes().map(describe)) }),
    timeline: ({ limit }) => [...timeline.newest(limit)],
    events: (_input, signal) => timeline.lines.follow(signal),
    setup: () => readSetup(notes, facts.network),
    saveSetup: (state) => {
      notes.write(SETUP_NOTE, state);
      return state;
    },
  };
}

/** How far the first run has come; a new folder is at its first screen. */
export function readSetup(notes: Notes, network: NodeStatus["network"]): SetupState {
  return notes.read(SETUP_NOTE, setupState) ?? { step: "welcome", network };
}

async function describe(status: SupervisedStatus): Promise<ProcessInfo> {
  const memory = status.pid === undefined ? undefined : await residentBytes(status.pid);
  return {
    name: status.name as ProcessInfo["name"],
    state: status.state,
    restarts: status.restarts,
    ...(status.pid === undefined ? {} : { pid: status.pid }),
    ...(memory === undefined ? {} : { residentBytes: memory }),
    ...(status.lastError === undefined ? {} : { lastError: status.lastError }),
  };
}
