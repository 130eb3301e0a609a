import type { MiningStatus } from "../../api/mining.ts";
import { isLoopback } from "../../protocol/axon-address.ts";
import {
  bad,
  byNode,
  byPerson,
  type Check,
  check,
  type Evidence,
  good,
  type Judgement,
  type Repair,
  skipped,
  unknown,
} from "../check.ts";
import { selfDial } from "./self-dial.ts";

/** What the chain tells validators, and what is there. */
export interface EndpointFacts {
  readonly serving: boolean;
  readonly realNetwork: boolean;
  /** The port that is open here. */
  readonly port?: number | undefined;
  readonly announced?: { readonly ip: string; readonly port: number } | undefined;
  /** Undefined where only somebody outside could tell. */
  readonly answers?: boolean | undefined;
}

/** Whether validators find the miner where the chain says it is. */
export function judgeEndpoint(facts: EndpointFacts): Judgement {
  const { serving, realNetwork, port, announced, answers } = facts;
  if (!serving) return skipped("off");
  const evidence: Evidence = port === undefined ? {} : { open: port };
  if (announced === undefined) return bad("notAnnounced", evidence, byNode("reopen"));
  const where: Evidence = { ...evidence, announced: `${announced.ip}:${announced.port}` };
  if (realNetwork && isLoopback(announced.ip))
    return bad("loopbackOnly", where, byPerson("announceAddress"));
  if (answers === true) return good(where);
  // A router may lead another port to ours, so a difference counts only where the address is this computer's own.
  if (answers === false)
    return bad(
      port !== undefined && port !== announced.port ? "otherPort" : "silent",
      where,
      byNode("reopen"),
    );
  return unknown("outside", where);
}

/** The check of the announced address. The fix stops and starts the miner, which opens and announces it again. */
export function endpointCheck(options: {
  readonly status: () => MiningStatus;
  readonly announced: () => Promise<{ readonly ip: string; readonly port: number } | undefined>;
  readonly realNetwork: boolean;
  readonly reopen: Repair;
}): Check {
  return check({
    id: "endpoint",
    group: "network",
    timeout: 10_000,
    probe: async (signal) => {
      const status = options.status();
      const serving = isServing(status);
      if (!serving) return { serving, realNetwork: options.realNetwork };
      const announced = await options.announced();
      return {
        serving,
        realNetwork: options.realNetwork,
        port: Number(status.endpoint?.split(":").at(-1) ?? Number.NaN),
        announced,
        answers: announced && (await selfDial(announced.ip, announced.port, signal)),
      };
    },
    judge: judgeEndpoint,
    repairs: { reopen: options.reopen },
  });
}

function isServing({ steps }: MiningStatus): boolean {
  return steps.some(({ name, state }) => name === "announce" && state === "done");
}
