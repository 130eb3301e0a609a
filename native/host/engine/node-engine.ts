import { join } from "node:path";
import type { ModelFile } from "../../engine/engine-port.ts";
import { createModelUsers, type ModelUsers } from "../../engine/model-users.ts";
import { driverStamp } from "../../engine/process/driver-stamp.ts";
import type { EngineEvent } from "../../engine/process/engine-event.ts";
import { type EngineService, startEngine } from "../../engine/process/supervised-engine.ts";
import { verifyWhenIdle } from "../../engine/verify/idle-verification.ts";
import { openVerifiedRecords } from "../../engine/verify/verified-record.ts";
import type { Launcher } from "../../processes/launcher.ts";
import type { SupervisedStatus } from "../../processes/supervised-status.ts";
import type { Notes } from "../../store/notes.ts";
import { type Channel, createChannel } from "../../timeline/channel.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { engineMemory } from "./engine-memory.ts";
import { engineLine } from "./engine-timeline.ts";

/** The node's engine, who works with its models, and what becomes of them. */
export interface NodeEngine {
  readonly engine: EngineService;
  readonly users: ModelUsers;
  readonly events: Channel<EngineEvent>;
  close(): Promise<void>;
}

/** Starts the engine of a node with its memory, its diary and its models. */
export async function startNodeEngine(options: {
  readonly launcher: Launcher;
  readonly onChange: (status: SupervisedStatus) => void;
  readonly notes: Notes;
  readonly timeline: Pick<Timeline, "write">;
  readonly dataFolder: string;
  /** The next smaller file of the same model that is here. */
  readonly smaller: (file: ModelFile) => Promise<ModelFile | undefined>;
  readonly now: () => number;
}): Promise<NodeEngine> {
  const events = createChannel<EngineEvent>();
  const stop = events.listen((event) => engineLine(event, options.timeline));
  const digestFolder = join(options.dataFolder, "model-digests");
  const engine = startEngine({
    launcher: options.launcher,
    onChange: options.onChange,
    onEvent: events.publish,
    smaller: options.smaller,
    backendMemory: engineMemory(options.notes, await driverStamp(), options.now),
    digestFolder,
  });
  const endVerification = verifyWhenIdle({
    records: openVerifiedRecords(digestFolder),
    files: () => engine.held().map(({ loaded }) => loaded.file),
    idle: async () => (await engine.figures()).every((one) => one.active + one.waiting === 0),
    onDamaged: (file, error) => events.publish({ kind: "damaged", file, error }),
    now: options.now,
  });
  return {
    ...{ engine, events },
    users: createModelUsers(),
    close: async () => {
      await endVerification();
      await engine.close();
      stop();
    },
  };
}
