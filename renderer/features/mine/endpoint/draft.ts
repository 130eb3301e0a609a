import type { EndpointSettings } from "../../../../native/api/endpoint.ts";

/** The form as it is typed: empty text where nothing is set. */
export interface Draft {
  readonly listen: EndpointSettings["listen"];
  readonly address: string;
  readonly port: string;
  readonly announceAddress: string;
  readonly announcePort: string;
  readonly forward: boolean;
}

/** Saved settings as the form shows them. */
export function draftOf(settings: EndpointSettings): Draft {
  return {
    listen: settings.listen,
    address: settings.address ?? "",
    port: settings.port === undefined ? "" : String(settings.port),
    announceAddress: settings.announceAddress ?? "",
    announcePort: settings.announcePort === undefined ? "" : String(settings.announcePort),
    forward: settings.forward,
  };
}

/** True for a port, or for none. */
export function isPort(text: string): boolean {
  return (
    text.trim() === "" ||
    (/^\d{1,5}$/.test(text.trim()) && Number(text) > 0 && Number(text) < 65_536)
  );
}

/** The settings that the form says; undefined while a field cannot be read. Whether they can be is the node's to say. */
export function readDraft(draft: Draft): EndpointSettings | undefined {
  const { listen, forward, port, announcePort } = draft;
  const address = draft.address.trim();
  const announceAddress = draft.announceAddress.trim();
  if (!isPort(port) || !isPort(announcePort)) return undefined;
  if (listen === "address" && address.length < 2) return undefined;
  if (announceAddress.length === 1) return undefined;
  return {
    listen,
    forward,
    ...(listen === "address" ? { address } : {}),
    ...(port.trim() === "" ? {} : { port: Number(port) }),
    ...(announceAddress === "" ? {} : { announceAddress }),
    ...(announcePort.trim() === "" ? {} : { announcePort: Number(announcePort) }),
  };
}

/** Listening elsewhere; a router has nowhere to lead a port to where only this computer comes in. */
export function listenOn(draft: Draft, listen: EndpointSettings["listen"]): Draft {
  return { ...draft, listen, forward: draft.forward && listen !== "thisComputer" };
}

/** Forwarding on or off; on opens the miner to the home network, since a router leads nowhere else. */
export function withForward(draft: Draft, forward: boolean): Draft {
  const listen = forward && draft.listen === "thisComputer" ? "home" : draft.listen;
  return { ...draft, forward, listen };
}
