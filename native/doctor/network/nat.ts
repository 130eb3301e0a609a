import { readFile } from "node:fs/promises";
import { ownAddresses } from "../../forwarding/own-addresses.ts";
import { isPublic } from "../../protocol/public-address.ts";
import {
  bad,
  byPerson,
  type Check,
  check,
  type Evidence,
  good,
  type Judgement,
  skipped,
  warning,
} from "../check.ts";
import { namesText } from "../text.ts";

/** This computer's place in the network. */
export interface NatFacts {
  readonly loopback: boolean;
  readonly addresses: readonly string[];
  /** Where the chain tells validators to look, while it tells them. */
  readonly announced?: string | undefined;
  /** The way out, where the system tells. */
  readonly gateway?: string | undefined;
}

/** Whether somebody outside could reach this computer directly, or only through a router that leads a port here. */
export function judgeNat({ loopback, addresses, announced, gateway }: NatFacts): Judgement {
  if (loopback) return skipped("loopback");
  const evidence: Evidence = {
    ...(gateway === undefined ? {} : { gateway }),
    ...(announced === undefined ? {} : { announced }),
  };
  if (addresses.length === 0) return bad("noAddress", evidence, byPerson("connect"));
  // What the chain says counts: a public address beside it helps nobody who dials another one.
  const open = addresses.filter(
    (address) => isPublic(address) && (announced === undefined || address === announced),
  );
  return open.length > 0
    ? good({ ...evidence, addresses: namesText(open) })
    : warning(
        "behindRouter",
        { ...evidence, addresses: namesText(addresses) },
        byPerson("forward"),
      );
}

/** The gateway of the default route in the text of /proc/net/route (little-endian hexadecimal); undefined where there is none. */
export function parseGateway(table: string): string | undefined {
  const line = table.split("\n").find((row) => row.split("\t")[1] === "00000000");
  const text = line?.split("\t")[2];
  if (text === undefined || !/^[0-9A-F]{8}$/i.test(text)) return undefined;
  return Buffer.from(text, "hex").reverse().join(".");
}

/** The check for a router in between, as far as it can be told from inside. */
export function natCheck(
  loopback: () => boolean,
  announced: () => Promise<{ readonly ip: string } | undefined>,
): Check {
  return check({
    id: "nat",
    group: "network",
    probe: async () => ({
      loopback: loopback(),
      addresses: ownAddresses(),
      announced: loopback() ? undefined : (await announced())?.ip,
      gateway: parseGateway(await readFile("/proc/net/route", "utf8").catch(() => "")),
    }),
    judge: judgeNat,
  });
}
