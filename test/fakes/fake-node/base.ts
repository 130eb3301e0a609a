import { setTimeout as delay } from "node:timers/promises";
import { implement, ORPCError } from "@orpc/server";
import { contract } from "../../../native/api/contract.ts";
import { HearthError } from "../../../native/api/errors.ts";
import type { World } from "./world.ts";

/** Where the fake's procedures start: answers take the time that a test asked for, failures asked for are thrown, and all cross the wire as the real node sends them. */
export function createBase(world: World) {
  return implement(contract).use(async ({ next, path }) => {
    try {
      if (world.delayMillis > 0) await delay(world.delayMillis);
      const failure = world.takeFailure(path.join("."));
      if (failure !== undefined) throw failure;
      return await next();
    } catch (error) {
      if (!(error instanceof HearthError)) throw error;
      throw new ORPCError(error.code, {
        data: error.detail,
        message: error.message,
        status: 400,
        defined: true,
      });
    }
  });
}

/** The contract to be implemented, noun by noun. */
export type Base = ReturnType<typeof createBase>;
