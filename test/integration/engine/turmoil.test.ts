import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { HearthError, isErrorCode } from "../../../native/api/errors.ts";
import { startEngine } from "../../../native/engine/process/supervised-engine.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-turmoil-"));
afterAll(() => rmSync(folder, { recursive: true }));
const files = [
  writeTinyModel(folder, { name: "first" }),
  writeTinyModel(folder, { name: "second", seed: 2 }),
] as const;
const shape = { contextSize: 256, sequences: 2 };

/** What may happen to an engine at any time, some of it while other things go on. */
const deed = fc.oneof(
  fc.record({ kind: fc.constantFrom("load" as const, "unload" as const), model: fc.nat(1) }),
  fc.record({ kind: fc.constant("generate" as const), model: fc.nat(1), leaves: fc.boolean() }),
  fc.record({ kind: fc.constant("suspend" as const), graceMillis: fc.constantFrom(0, 5, 50) }),
  fc.record({ kind: fc.constant("pace" as const), share: fc.constantFrom(0, 0.2, 1) }),
  fc.record({ kind: fc.constantFrom("resume" as const, "kill" as const, "wait" as const) }),
);

/** What a caller may be told in such times; anything else is a fault. */
const expected = new Set(["PAUSED", "ENGINE_DOWN", "MODEL_NOT_FOUND", "CANCELLED", "QUEUE_FULL"]);

test("whatever happens in whatever order, every call is answered by a known code, and afterwards it works", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 8, maxLength: 24 }), async (deeds) => {
      const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 2 });
      const calls: Promise<unknown>[] = [];
      const leaving: AbortController[] = [];
      const call = (promise: Promise<unknown>): void => {
        calls.push(
          promise.catch((error: unknown) => {
            if (!(error instanceof HearthError) || !isErrorCode(error.code)) throw error;
            if (!expected.has(error.code)) throw error;
          }),
        );
      };
      try {
        let kills = 0;
        for (const one of deeds) {
          switch (one.kind) {
            case "load":
              call(engine.load(files[one.model as 0 | 1], shape));
              break;
            case "unload":
              call(engine.unload(files[one.model as 0 | 1].id));
              break;
            case "generate": {
              const left = new AbortController();
              if (one.leaves) leaving.push(left);
              const messages = [{ role: "user" as const, content: "Tell me a story." }];
              const model = files[one.model as 0 | 1].id;
              call(
                engine.generate({ model, messages, maxTokens: 64, temperature: 0 }, left.signal),
              );
              break;
            }
            case "suspend":
              call(engine.suspend({ graceMillis: one.graceMillis, reason: "hand" }));
              break;
            case "resume":
              call(engine.resume());
              break;
            case "pace":
              engine.setPace(one.share);
              break;
            case "kill": {
              // Five crashes in a row end the attempts, which is another test's matter.
              const { pid } = engine.status();
              if (pid === undefined || ++kills > 3) break;
              try {
                process.kill(pid, "SIGKILL");
              } catch {
                // It was gone already.
              }
              break;
            }
            case "wait":
              leaving.pop()?.abort();
              await engine.devices().catch(() => {});
              break;
            default:
              one satisfies never;
          }
        }
        engine.setPace(1);
        await engine.resume().catch(() => {});
        await Promise.all(calls);
        // A pause that was asked for last of all was resumed above; whatever is missing now can be loaded.
        engine.setPace(1);
        await engine.resume().catch(() => {});
        for (const file of files) await engine.load(file, shape);
        expect([...(await engine.loaded())].sort()).toEqual(["first", "second"]);
        expect(
          engine
            .held()
            .map(({ loaded }) => loaded.id)
            .sort(),
        ).toEqual(["first", "second"]);
        for (const { id: model } of files) {
          const messages = [{ role: "user" as const, content: "Tell me a story." }];
          const answer = await engine.generate({ model, messages, maxTokens: 4, temperature: 0 });
          expect(answer.tokens.length).toBeGreaterThan(0);
        }
      } finally {
        await engine.close();
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
}, 300_000);
