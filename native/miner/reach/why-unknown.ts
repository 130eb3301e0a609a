import type { EndpointStatus } from "../../api/endpoint.ts";

/** Why there is no address to announce, in English, for errors and the command line. */
export function whyUnknown(
  problem: Exclude<NonNullable<EndpointStatus["problem"]>, "asking">,
): string {
  switch (problem) {
    case "thisComputerOnly":
      return "The miner listens on this computer only.";
    case "routerFailed":
      return "The router does not forward the port.";
    case "behindAnother":
      return "The router itself has no address of the internet.";
    case "noPublicAddress":
      return "This computer has no address of the internet, and no router forwards a port to it.";
    default:
      return problem satisfies never;
  }
}
