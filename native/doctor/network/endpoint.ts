import type { EndpointStatus } from "../../api/endpoint.ts";
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
import type { DoctorPorts } from "../ports.ts";
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
  /** Why a miner that is open has nothing to announce. */
  readonly waits?: EndpointStatus["problem"];
  /** The router is to forward the port. */
  readonly forward?: boolean;
}

/** Whether validators find the miner where the chain says it is. */
export function judgeEndpoint(facts: EndpointFacts): Judgement {
  const { serving, realNetwork, port, announced, answers, waits } = facts;
  if (waits !== undefined) return judgeWaiting(waits, facts.forward === true);
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

function judgeWaiting(problem: NonNullable<EndpointFacts["waits"]>, forward: boolean): Judgement {
  switch (problem) {
    case "asking":
      return unknown("asking");
    case "thisComputerOnly":
    case "noPublicAddress":
      return bad(problem, {}, forward ? byPerson("announceAddress") : byNode("letForward"));
    case "routerFailed":
    case "behindAnother":
      return bad(problem, {}, byPerson("seeRouter"));
    default:
      return problem satisfies never;
  }
}

/** The check of the announced address. The fix stops and starts the miner, which opens and announces it again. */
export function endpointCheck(options: {
  readonly status: () => MiningStatus;
  readonly reach: DoctorPorts["reach"];
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
      const { problem, settings } = options.reach.status();
      if (isWaiting(status) && problem !== undefined)
        return {
          serving,
          realNetwork: options.realNetwork,
          waits: problem,
          forward: settings.forward,
        };
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
    repairs: { reopen: options.reopen, letForward: options.reach.letForward },
  });
}

/** The endpoint is open, and there is nothing to announce. */
function isWaiting({ steps }: MiningStatus): boolean {
  return steps.some(
    ({ name, state, error }) =>
      name === "announce" && state === "active" && error?.code === "ADDRESS_UNKNOWN",
  );
}

function isServing({ steps }: MiningStatus): boolean {
  return steps.some(({ name, state }) => name === "announce" && state === "done");
}
