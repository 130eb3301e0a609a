import { totalmem } from "node:os";
import { bad, byPerson, type Check, check, good, type Judgement, warning } from "../check.ts";
import { bytesText } from "../text.ts";

/** Main memory in bytes; `limitBytes` where the system gives this process less than there is. */
export interface MemoryFacts {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly limitBytes?: number | undefined;
}

const LITTLE = 2 ** 30;
const TOO_LITTLE = 256 * 2 ** 20;

/** Whether there is main memory left for the engine and the practice network. */
export function judgeMemory({ totalBytes, availableBytes, limitBytes }: MemoryFacts): Judgement {
  const evidence = {
    available: bytesText(availableBytes),
    total: bytesText(totalBytes),
    ...(limitBytes === undefined ? {} : { limit: bytesText(limitBytes) }),
  };
  if (availableBytes < TOO_LITTLE) return bad("tooLittle", evidence, byPerson("closePrograms"));
  return availableBytes < LITTLE
    ? warning("little", evidence, byPerson("closePrograms"))
    : good(evidence);
}

/** The check of main memory, limits of containers included. */
export function memoryCheck(): Check {
  return check({
    id: "memory",
    group: "computer",
    probe: () => {
      const totalBytes = totalmem();
      const limit = process.constrainedMemory();
      return {
        totalBytes,
        availableBytes: process.availableMemory(),
        ...(limit > 0 && limit < totalBytes ? { limitBytes: limit } : {}),
      };
    },
    judge: judgeMemory,
  });
}
