import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

const port = z.number().int().min(1).max(65_535);
/** As text; whether it is one, and one that may be used so, is checked where it is saved. */
const ip = z.string().trim().min(2).max(45);

/** Where the miner listens and what validators are told. Of this network only; on the practice network it cannot be changed. */
export const endpointSettings = z.object({
  /** This computer alone, all of its networks, or `address`. */
  listen: z.enum(["thisComputer", "home", "address"]),
  /** One of this computer's own; only where `listen` is "address". */
  address: ip.optional(),
  /** Absent: the one of before where it is free, else any. */
  port: port.optional(),
  /** What validators dial. Absent: learnt from the router where it forwards, else this computer's own address. */
  announceAddress: ip.optional(),
  /** The port that they dial, where another one leads here. Absent: what the router gave, else the one listened on. */
  announcePort: port.optional(),
  /** Have the router lead a port here, by UPnP or NAT-PMP, while this computer mines. */
  forward: z.boolean(),
});
export type EndpointSettings = z.infer<typeof endpointSettings>;

/** What is known of the router. It is asked while `forward` is on and this computer mines, or by `askRouter`; never on the practice network. */
export const endpointRouter = z.object({
  /** "found": it can, and was not told to. */
  state: z.enum(["off", "idle", "asking", "found", "forwarded", "failed"]),
  kind: z.enum(["upnp1", "upnp2", "nat-pmp"]).optional(),
  name: z.string().optional(),
  host: z.string().optional(),
  externalIp: z.string().optional(),
  externalPort: port.optional(),
  /** The address that it has outside is not of the internet: "carrier" the provider's own network (100.64.0.0/10), "second" another router's. */
  behind: z.enum(["carrier", "second"]).optional(),
  trouble: z
    .enum(["noRouter", "silent", "refused", "occupied", "offline", "nonsense", "noAddress"])
    .optional(),
  /** When a port that is forwarded ends unless it is renewed, and when a router that failed is asked again. */
  until: unixMillis.optional(),
  retryAt: unixMillis.optional(),
});
export type EndpointRouter = z.infer<typeof endpointRouter>;

/** How validators reach this miner, or why they do not. */
export const endpointStatus = z.object({
  settings: endpointSettings,
  /** True on the practice network: everything stays on this computer, and nothing can be set. */
  practice: z.boolean(),
  /** Host and port that are open now. */
  open: z.string().optional(),
  /** Host and port that validators are told, or would be told if it mined; absent where that is not known. */
  place: z.string().optional(),
  /** Why there is no place. "asking": the router has not said yet. */
  problem: z
    .enum(["thisComputerOnly", "asking", "routerFailed", "behindAnother", "noPublicAddress"])
    .optional(),
  router: endpointRouter,
  /** Addresses of this computer's own networks, to choose from. */
  addresses: z.array(z.string()),
});
export type EndpointStatus = z.infer<typeof endpointStatus>;

/** The part of `mining` that says where validators find the miner. */
export const endpointProcedures = {
  endpoint: procedure.input(nothing).output(endpointStatus),
  /** The status now and after every change. */
  watchEndpoint: procedure.input(nothing).output(eventIterator(endpointStatus)),
  /**
   * Holds at once: a miner that runs opens and announces anew, and keeps its model. BAD_INPUT where the settings contradict
   * themselves, name an address that cannot serve, or on the practice network; PORT_TAKEN where another program has the port.
   */
  saveEndpoint: procedure.input(endpointSettings).output(endpointStatus),
  /** Asks the router once what it can, and changes nothing there. What it says is in the status. BAD_INPUT on the practice network. */
  askRouter: procedure.input(nothing).output(endpointStatus),
};
