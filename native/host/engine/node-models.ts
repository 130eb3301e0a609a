import { join } from "node:path";
import type { ModelFile } from "../../engine/engine-port.ts";
import type { ModelUsers } from "../../engine/model-users.ts";
import type { EngineEvent } from "../../engine/process/engine-event.ts";
import type { EngineService } from "../../engine/process/supervised-engine.ts";
import type { HardwareMonitor } from "../../gpu/hardware-monitor.ts";
import type { AddedOffers } from "../../models/catalogue/added-offers.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import type { CatalogueFiles } from "../../models/catalogue/catalogue-files.ts";
import type { DigestRecord } from "../../models/catalogue/digest-record.ts";
import { createRemoteHeads } from "../../models/catalogue/remote-facts.ts";
import type { Downloads } from "../../models/download/downloads.ts";
import { addressesOf } from "../../models/download/mirrors.ts";
import type { ModelStore } from "../../models/download/store/model-store.ts";
import { openMachineStore } from "../../models/fit/learned/machine-store.ts";
import { createModelAdvice } from "../../models/fit/model-advice.ts";
import type { HeldBytes } from "../../models/fit/streams/room-beside.ts";
import { adviseSequences } from "../../models/fit/streams/sequence-advice.ts";
import type { LongestAnswer, SequenceChoice } from "../../models/fit/streams/sequence-choice.ts";
import type { Channel } from "../../timeline/channel.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { modelHandlers } from "../handlers/model-handlers.ts";
import type { HostHandlers } from "../router.ts";
import { learnFromModels, type ModelLearning } from "./model-learning.ts";

/** What the models of a node stand on. */
export interface NodeModelsOptions {
  readonly dataFolder: string;
  readonly catalogue: ModelCatalogue;
  readonly files: CatalogueFiles;
  readonly added: AddedOffers;
  readonly digests: DigestRecord;
  readonly downloads: Pick<Downloads, "settings" | "network">;
  readonly modelStore: Pick<ModelStore, "remove">;
  readonly hardware: HardwareMonitor;
  readonly engine: EngineService;
  readonly users: Pick<ModelUsers, "of">;
  readonly onEvent: Channel<EngineEvent>["listen"];
  readonly timeline: Pick<Timeline, "write">;
  readonly now: () => number;
}

/** The `models.*` procedures, and what they learn from. */
export interface NodeModels extends Pick<ModelLearning, "onAnswer" | "onMeasured"> {
  readonly answers: HostHandlers["models"];
  /** How many answers like this one a file should write at once, with that many tokens of context for each. */
  sequences(file: ModelFile, answer: LongestAnswer, enoughContext: number): Promise<SequenceChoice>;
  close(): Promise<void>;
}

/** Opens what this computer was measured at, and joins it with the catalogue. The caller closes it. */
export function openNodeModels(options: NodeModelsOptions): NodeModels {
  const { dataFolder, catalogue, hardware, engine, downloads, onEvent, now } = options;
  const store = openMachineStore(dataFolder, ({ code, detail }) => {
    const values = { reason: String(detail.reason ?? "A newer version of Hearth wrote it.") };
    const message = "measuresUnread";
    options.timeline.write({ level: "error", source: "models", message, values, code });
  });
  const learning = learnFromModels({ catalogue, engine: () => engine, hardware, store, now });
  const stopListening = onEvent(learning.onEvent);
  const route = {
    addresses: (url: string) => addressesOf(url, downloads.settings().mirrors),
    way: downloads.network,
  };
  const heads = createRemoteHeads(route, store);
  const advice = createModelAdvice({
    ...options,
    ...{ heads, store },
    modelsFolder: join(dataFolder, "models"),
    hardware: hardware.report,
    endpoint: process.env.HF_ENDPOINT || undefined,
  });
  const held = (): readonly HeldBytes[] =>
    engine.held().map(({ loaded: { id, file, bytes, contextSize } }) => {
      const users = options.users.of(id);
      const leaves = users.length > 0 && users.every((user) => user === "mining");
      return { sha256: file.sha256, bytes, contextSize, leaves };
    });
  return {
    answers: modelHandlers({
      ...{ catalogue, hardware, engine, advice },
      ...{ files: options.modelStore, machine: store },
    }),
    sequences: ({ sha256 }, answer, enoughContext) => {
      const known = { catalogue, hardware: hardware.report, store, held };
      return adviseSequences(known, sha256, answer, enoughContext);
    },
    onAnswer: learning.onAnswer,
    onMeasured: learning.onMeasured,
    close: async () => {
      stopListening();
      await learning.settled();
      store.close();
    },
  };
}
