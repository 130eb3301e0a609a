import { readFile } from "node:fs/promises";
import type { EndpointRouter } from "../../api/endpoint.ts";
import { ownAddresses } from "../../forwarding/own-addresses.ts";
import { isPublic } from "../../protocol/public-address.ts";
import {
  bad,
  byNode,
  byPerson,
  type Check,
  check,
  type Evidence,
  good,
  type Judgement,
  skipped,
  unknown,
  warning,
} from "../check.ts";
import type { DoctorPorts } from "../ports.ts";
import { namesText } from "../text.ts";
import { isHereOnly } from "./listening.ts";
import { judgeRouter } from "./router.ts";

/** This computer's place in the network. */
export interface NatFacts {
  readonly loopback: boolean;
  readonly addresses: readonly string[];
  /** Where the chain tells validators to look, while it tells them. */
  readonly announced?: string | undefined;
  /** The way out, where the system tells. */
  readonly gateway?: string | undefined;
  /** Strangers are on this network, who come in from outside. */
  readonly realNetwork?: boolean;
  /** The address that the person has the miner announce. */
  readonly typed?: string | undefined;
  /** What the router says; set while it is to forward the port, and asked only then. */
  readonly router?: EndpointRouter | undefined;
}

/** Whether somebody outside could reach this computer directly, or only through a router that leads a port here. */
export function judgeNat(facts: NatFacts): Judgement {
  const { loopback, addresses, announced, gateway, typed, router } = facts;
  if (loopback) {
    const closed = facts.realNetwork === true && typed === undefined;
    return closed ? warning("hereOnly", {}, byNode("letForward")) : skipped("loopback");
  }
  const evidence: Evidence = {
    ...(gateway === undefined ? {} : { gateway }),
    ...(announced === undefined ? {} : { announced }),
  };
  if (addresses.length === 0) return bad("noAddress", evidence, byPerson("connect"));
  if (router !== undefined) return judgeRouter(router, evidence);
  // What the chain says counts: a public address beside it helps nobody who dials another one.
  const open = addresses.filter(
    (address) => isPublic(address) && (announced === undefined || address === announced),
  );
  if (open.length > 0) return good({ ...evidence, addresses: namesText(open) });
  if (typed !== undefined) return unknown("byHand", { ...evidence, typed });
  const seen = { ...evidence, addresses: namesText(addresses) };
  return warning("behindRouter", seen, byNode("letForward"));
}

/** The gateway of the default route in the text of /proc/net/route (little-endian hexadecimal); undefined where there is none. */
export function parseGateway(table: string): string | undefined {
  const line = table.split("\n").find((row) => row.split("\t")[1] === "00000000");
  const text = line?.split("\t")[2];
  if (text === undefined || !/^[0-9A-F]{8}$/i.test(text)) return undefined;
  return Buffer.from(text, "hex").reverse().join(".");
}

/** Finding the router takes six seconds where there is none. */
const PATIENCE_MILLIS = 20_000;

/** The check for a router in between, as far as it can be told from inside. The fix has the router lead the port here. */
export function natCheck(options: {
  readonly reach: DoctorPorts["reach"];
  readonly announced: () => Promise<{ readonly ip: string } | undefined>;
  readonly realNetwork: boolean;
}): Check {
  const { reach, announced, realNetwork } = options;
  return check({
    id: "nat",
    group: "network",
    timeout: PATIENCE_MILLIS,
    probe: async (signal): Promise<NatFacts> => {
      const status = reach.status();
      const loopback = isHereOnly(status);
      const { forward, announceAddress } = status.settings;
      return {
        loopback,
        realNetwork,
        addresses: ownAddresses(),
        announced: loopback ? undefined : (await announced())?.ip,
        gateway: parseGateway(await readFile("/proc/net/route", "utf8").catch(() => "")),
        typed: announceAddress,
        router: forward && !loopback ? await reach.router(signal) : undefined,
      };
    },
    judge: judgeNat,
    repairs: { letForward: reach.letForward },
  });
}
