import { RouterTrouble } from "../router-port.ts";
import { askRouter } from "./bounded-fetch.ts";
import type { ForwardingService } from "./description.ts";
import { childText, escapeXml, findElement, parseXml, type XmlElement } from "./xml.ts";

/** A router's refusal of one action, by UPnP's number for it. */
export class UpnpFault extends Error {
  readonly code: number;
  constructor(code: number, description: string) {
    super(`UPnP error ${code}: ${description.slice(0, 120)}`);
    this.name = "UpnpFault";
    this.code = code;
  }
}

/** Calls an action and returns its response element. Throws UpnpFault, RouterTrouble, or the signal's reason. */
export async function callAction(
  service: ForwardingService,
  action: string,
  values: readonly (readonly [string, string | number])[],
  signal: AbortSignal,
): Promise<XmlElement> {
  const fields = values.map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  const body =
    '<?xml version="1.0"?>\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>' +
    `<u:${action} xmlns:u="${service.type}">${fields.join("")}</u:${action}></s:Body></s:Envelope>`;
  const headers = {
    "content-type": 'text/xml; charset="utf-8"',
    soapaction: `"${service.type}#${action}"`,
  };
  const answer = await askRouter(service.control, { method: "POST", headers, body }, signal);
  if (answer.status === 401 || answer.status === 403)
    throw new RouterTrouble("refused", `${action}: HTTP ${answer.status}`);
  const document = parseXml(answer.text);
  const fault = findElement(document, "UPnPError");
  if (fault) {
    const code = Number(childText(fault, "errorCode"));
    throw new UpnpFault(
      Number.isInteger(code) ? code : 0,
      childText(fault, "errorDescription") ?? "",
    );
  }
  const response = findElement(document, `${action}Response`);
  if (response === undefined || !answer.ok)
    throw new RouterTrouble("nonsense", `${action}: HTTP ${answer.status} without a response`);
  return response;
}
