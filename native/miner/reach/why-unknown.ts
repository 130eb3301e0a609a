import type { EndpointRouter, EndpointStatus } from "../../api/endpoint.ts";

/** Why there is no address to announce, in English, for errors and the command line. */
export function whyUnknown(
  problem: Exclude<NonNullable<EndpointStatus["problem"]>, "asking">,
  router: Pick<EndpointRouter, "trouble" | "behind" | "externalIp">,
): string {
  switch (problem) {
    case "thisComputerOnly":
      return "The miner listens on this computer only.";
    case "routerFailed":
      return whyFailed(router.trouble);
    case "behindAnother":
      return router.behind === "carrier"
        ? `The router's address ${router.externalIp} is the provider's, shared among many.`
        : `The router's address ${router.externalIp} lies behind another router.`;
    case "noPublicAddress":
      return "This computer has no address of the internet, and no router forwards a port to it.";
    default:
      return problem satisfies never;
  }
}

function whyFailed(trouble: EndpointRouter["trouble"]): string {
  switch (trouble) {
    case undefined:
    case "noRouter":
      return "No router answers that can forward the port.";
    case "silent":
      return "The router does not answer.";
    case "refused":
      return "The router does not allow programs to forward a port.";
    case "occupied":
      return "Every port that was tried on the router leads to another device.";
    case "offline":
      return "The router is not connected to the internet.";
    case "nonsense":
      return "The router does not do what it says.";
    case "noAddress":
      return "This computer has no address on the home network.";
    default:
      return trouble satisfies never;
  }
}
