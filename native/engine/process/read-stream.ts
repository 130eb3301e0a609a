import { HearthError } from "../../api/errors.ts";
import type { Generation } from "../engine-port.ts";
import type { GenerateEvent } from "./engine-router.ts";

/** Hands on the tokens of a streamed answer and returns the answer at its end. Throws ENGINE_DOWN when it ends without one. */
export async function readStream(
  stream: AsyncIterable<GenerateEvent>,
  onToken: (token: number, text: string) => void,
): Promise<Generation> {
  for await (const event of stream) {
    if ("done" in event) return event.done;
    for (const [token, text] of event.tokens) onToken(token, text);
  }
  throw new HearthError("ENGINE_DOWN", { reason: "its answer broke off" });
}
