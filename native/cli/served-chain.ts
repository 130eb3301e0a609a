import * as z from "zod";
import { UNITS_PER_COIN } from "../api/units.ts";

/** What the practice node says once it serves. */
export const nodeReady = z.object({
  ready: z.literal(true),
  endpoint: z.string(),
  genesis: z.string(),
  blockSeconds: z.number(),
  tempo: z.number(),
  accounts: z.array(
    z.object({ uri: z.string(), address: z.string(), free: z.string(), sudo: z.boolean() }),
  ),
});
/** A served chain's facts as the node tells them. */
export type ServedChain = z.infer<typeof nodeReady>;

/** What a person is told of a served chain; `folder` is where it is kept, undefined where it is not. */
export function servedChain(chain: ServedChain, folder: string | undefined): string {
  const { endpoint, genesis, blockSeconds, tempo, accounts } = chain;
  const width = Math.max(...accounts.map(({ uri }) => uri.length));
  const rows = accounts.map(({ uri, address, free, sudo }) => {
    const tao = (BigInt(free) / UNITS_PER_COIN).toLocaleString("en");
    return `    ${uri.padEnd(width)}  ${address}  ${tao.padStart(9)} TAO${sudo ? ", sudo" : ""}`;
  });
  return [
    "A practice chain for building subnets. Its coins are worth nothing anywhere.",
    "",
    `  Endpoint  ${endpoint}`,
    `  Genesis   ${genesis}`,
    `  Pace      a block every ${blockSeconds} s, an epoch of subnet 1 every ${tempo} blocks`,
    `  Data      ${folder ?? "a temporary folder, removed at the end"}`,
    "",
    "  Accounts whose keys everybody knows (btcli: --uri, without the slashes before the name):",
    ...rows,
    "",
    "  Skip ahead  hearth practice advance 100",
    "  Snapshot    hearth practice export FILE, then serve --from FILE",
    "  Stop        Ctrl-C",
    "",
  ].join("\n");
}
