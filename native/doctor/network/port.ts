import { once } from "node:events";
import { createServer } from "node:net";
import type { MiningStatus } from "../../api/mining.ts";
import { bad, byPerson, type Check, check, good, type Judgement } from "../check.ts";
import { selfDial } from "./self-dial.ts";

/** Whether the miner has its port, or would get one. `port` is 0 where any would do. */
export interface PortFacts {
  readonly state: "open" | "silent" | "free" | "taken";
  readonly host: string;
  readonly port: number;
}

/** Whether the endpoint can be opened, or is open and answers. */
export function judgePort({ state, host, port }: PortFacts): Judgement {
  const evidence = { host, port: port === 0 ? "any" : port };
  switch (state) {
    case "open":
      return good(evidence, "open");
    case "free":
      return good(evidence, "free");
    case "silent":
      return bad("silent", evidence, byPerson("startAgain"));
    case "taken":
      return bad("taken", evidence, byPerson("otherPort"));
    default:
      return state satisfies never;
  }
}

/** Where the miner listens, or was told to. */
export interface PortOptions {
  readonly status: () => Pick<MiningStatus, "endpoint" | "error">;
  /** By its settings; default: any port of 127.0.0.1. */
  readonly wished?: () => { readonly host: string; readonly port?: number | undefined };
}

/** The check of the miner's port: asked where it is open, tried out where it is not. */
export function portCheck(options: PortOptions): Check {
  return check({
    id: "port",
    group: "network",
    probe: async (signal): Promise<PortFacts> => {
      const { endpoint, error } = options.status();
      if (endpoint !== undefined && error === undefined) return openPort(endpoint, signal);
      // The port that could not be had is the one to look at.
      const refused = error?.code === "PORT_TAKEN" ? Number(error.detail.port) : undefined;
      const { host, port: wished } = options.wished?.() ?? { host: "127.0.0.1" };
      const port = wished ?? refused ?? 0;
      return { state: (await canListen(host, port)) ? "free" : "taken", host, port };
    },
    judge: judgePort,
  });
}

async function openPort(endpoint: string, signal: AbortSignal): Promise<PortFacts> {
  const split = endpoint.lastIndexOf(":");
  const host = endpoint.slice(0, split);
  const port = Number(endpoint.slice(split + 1));
  const everywhere = host === "0.0.0.0" || host === "::";
  const answers = await selfDial(everywhere ? "127.0.0.1" : host, port, signal);
  return { state: answers === false ? "silent" : "open", host, port };
}

async function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
