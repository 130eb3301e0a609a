import { toHearthError } from "../../api/errors.ts";
import type { EngineBackend, EnginePort, ModelFile } from "../../engine/engine-port.ts";
import type { GenerationFacts } from "./generation.ts";

/** What trying the engine out needs. */
export interface TryOutPorts {
  readonly engine: Pick<EnginePort, "load" | "unload" | "generate" | "loaded" | "devices">;
  /** Whether a loaded model answers with words; one for embeddings has none. */
  readonly writes: (model: string) => boolean | Promise<boolean>;
  /** A small model that writes, to load where none is; undefined where there is none that is whole. */
  readonly smallest: () => Promise<ModelFile | undefined>;
  /** True while nothing may run. */
  readonly paused: () => boolean | Promise<boolean>;
  /** Milliseconds. */
  readonly monotonic: () => number;
}

/** Our own name for the small model: unloading it takes it from nobody who loaded the same file. */
const OWN_PREFIX = "doctor-";

/** Has the engine write one token with a model that it holds, else with a small one loaded for the purpose and unloaded after it. */
export async function tryOut(ports: TryOutPorts, signal: AbortSignal): Promise<GenerationFacts> {
  const { engine, monotonic } = ports;
  if (await ports.paused()) return { kind: "paused" };
  let model = "";
  let file: ModelFile | undefined;
  try {
    const held = await loadedWriter(ports);
    file = held === undefined ? await ports.smallest() : undefined;
    if (held === undefined && file === undefined) return { kind: "no-model" };
    model = held ?? `${OWN_PREFIX}${file?.id}`;
    let backend: EngineBackend | undefined;
    if (file !== undefined) {
      const own = { ...file, id: model };
      ({ backend } = await engine.load(own, { sequences: 1, contextSize: 256 }, signal));
    } else {
      backend = (await engine.devices())[0]?.backend;
    }
    const started = monotonic();
    const { tokens } = await engine.generate(
      {
        model,
        messages: [{ role: "user", content: "Say one word." }],
        maxTokens: 1,
        temperature: 0,
        requester: "doctor",
      },
      signal,
    );
    const millis = monotonic() - started;
    return {
      kind: "answered",
      model,
      backend: backend ?? "unknown",
      tokens: tokens.length,
      millis,
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { code, detail, message } = toHearthError(error);
    return { kind: "failed", model, code, reason: String(detail.reason ?? message) };
  } finally {
    if (file !== undefined) await engine.unload(model).catch(() => undefined);
  }
}

async function loadedWriter({ engine, writes }: TryOutPorts): Promise<string | undefined> {
  for (const id of await engine.loaded())
    if (!id.startsWith(OWN_PREFIX) && (await writes(id))) return id;
  return undefined;
}
