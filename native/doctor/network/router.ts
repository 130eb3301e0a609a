import type { EndpointRouter } from "../../api/endpoint.ts";
import { bad, byPerson, type Evidence, good, type Judgement, unknown, warning } from "../check.ts";

/** Whether the router leads the miner's port here, or could, where it was told to. */
export function judgeRouter(router: EndpointRouter, evidence: Evidence): Judgement {
  const seen: Evidence = {
    ...evidence,
    ...(router.name === undefined ? {} : { router: router.name }),
    ...(router.kind === undefined ? {} : { by: router.kind }),
    ...(router.externalIp === undefined ? {} : { outside: outsideOf(router) }),
  };
  switch (router.state) {
    case "forwarded":
    case "found":
      if (router.behind === "carrier") return bad("behindCarrier", seen, byPerson("askProvider"));
      if (router.behind === "second") return bad("behindSecond", seen, byPerson("bridge"));
      return good(seen, router.state === "forwarded" ? "forwarded" : "canForward");
    case "failed":
      return judgeTrouble(router.trouble, seen);
    case "off":
    case "idle":
    case "asking":
      return unknown("asking", seen);
    default:
      return router.state satisfies never;
  }
}

function judgeTrouble(trouble: EndpointRouter["trouble"], seen: Evidence): Judgement {
  switch (trouble) {
    case "refused":
      return bad("refused", seen, byPerson("allowForwarding"));
    case "offline":
      return bad("offline", seen, byPerson("connect"));
    case "noAddress":
      return bad("noAddress", seen, byPerson("connect"));
    case "occupied":
      return bad("occupied", seen, byPerson("forward"));
    case "nonsense":
      return bad("nonsense", seen, byPerson("forward"));
    case "silent":
      return warning("silent", seen, byPerson("forward"));
    case "noRouter":
    case undefined:
      return warning("noRouter", seen, byPerson("allowForwarding"));
    default:
      return trouble satisfies never;
  }
}

function outsideOf({ externalIp = "", externalPort }: EndpointRouter): string {
  return externalPort === undefined ? externalIp : `${externalIp}:${externalPort}`;
}
