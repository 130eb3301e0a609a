import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { SearchTarget } from "../../../native/forwarding/upnp/search.ts";

/** One line of a router's list of ports. */
export interface FakeMapping {
  readonly client: string;
  readonly port: number;
  readonly lease: number;
  readonly description: string;
}

/** How a fake router behaves; tests change it while it runs. */
export interface IgdMood {
  /** Version of the device and its service. */
  version: 1 | 2;
  externalIp: string;
  /** Answers every order with this fault of UPnP. */
  fault?: number;
  /** Says yes and writes nothing down. */
  lies?: boolean;
  /** Takes requests and never answers. */
  hangs?: boolean;
  /** Carries orders out, and its answers get lost. */
  losesAnswers?: boolean;
  /** Only leases without an end; others are refused with this fault. */
  permanentOnly?: number;
  /** Version 2 that lacks AddAnyPortMapping. */
  withoutAny?: boolean;
  /** The port that AddAnyPortMapping gives, whichever is asked for. */
  gives?: number;
  /** Does not tell where one port leads. */
  hidesList?: boolean;
  /** Tells its whole list entry by entry, also where it does not tell one port. */
  showsAll?: boolean;
  /** Gives a port that is another device's to whoever asks for it. */
  overwrites?: boolean;
  /** A modem that describes a way out by IP, which is not connected, and one by PPP, which is. */
  ppp?: boolean;
  /** Instead of a description. */
  description?: (response: ServerResponse) => void;
  /** Where it says that it is told to, instead of its own path. */
  control?: string;
}

/** A router on loopback that speaks UPnP: SSDP, a description, and SOAP. */
export interface FakeIgd {
  readonly mood: IgdMood;
  /** By the port outside. */
  readonly mappings: Map<number, FakeMapping>;
  /** Actions in the order in which they came, and the services that they were asked of. */
  readonly actions: string[];
  readonly services: Set<string>;
  readonly location: string;
  readonly target: SearchTarget;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";

/** Starts one; everything of it is on one address of loopback and on ports of the system's choice. */
export async function startFakeIgd(mood: Partial<IgdMood> = {}, host = LOOPBACK): Promise<FakeIgd> {
  const router = { version: 1, externalIp: "8.8.4.4", ...mood } as IgdMood;
  const mappings = new Map<number, FakeMapping>();
  const actions: string[] = [];
  const services = new Set<string>();
  const server = createServer((request, response) => {
    if (request.url === "/rootDesc.xml") {
      if (router.description) router.description(response);
      else sendXml(response, 200, describe(router));
    } else {
      services.add(/:service:(\w+:\d)#/.exec(String(request.headers.soapaction))?.[1] ?? "");
      // Who asked may have gone in the middle of the question.
      answer(router, mappings, actions, request, response).catch(() => response.destroy());
    }
  });
  server.listen(0, host);
  await once(server, "listening");
  const location = `http://${host}:${(server.address() as AddressInfo).port}/rootDesc.xml`;
  const ssdp = await startSsdp(host, () => ({ type: deviceType(router), location }));
  return {
    mood: router,
    mappings,
    actions,
    services,
    location,
    target: { from: LOOPBACK, address: host, port: ssdp.address().port },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      ssdp.close();
      await closed;
    },
  };
}

/** Answers M-SEARCH as a router of that type does: to questions of its own type only. */
async function startSsdp(
  host: string,
  own: () => { readonly type: string; readonly location: string },
): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (datagram, { port, address }) => {
    const { type, location } = own();
    if (!datagram.toString().includes(`ST: ${type}\r\n`)) return;
    const answer = `HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: ${type}\r\nUSN: uuid:fake::${type}\r\nLOCATION: ${location}\r\n\r\n`;
    // Junk that any device may send comes first.
    socket.send(Buffer.from([0, 255, 1]), port, address);
    socket.send("NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\n\r\n", port, address);
    socket.send(answer, port, address);
  });
  socket.bind(0, host);
  await once(socket, "listening");
  return socket;
}

function deviceType({ version }: IgdMood): string {
  return `urn:schemas-upnp-org:device:InternetGatewayDevice:${version}`;
}

function describe(mood: IgdMood): string {
  const service = `urn:schemas-upnp-org:service:WANIPConnection:${mood.version}`;
  const control = mood.control ?? "/ctl/IPConn";
  const ppp = mood.ppp
    ? "<service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType><controlURL>/ctl/PPP</controlURL></service>"
    : "";
  return `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>
    <deviceType>${deviceType(mood)}</deviceType><friendlyName>Fake &amp; Router</friendlyName>
    <deviceList><device><deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType><deviceList><device>
    <serviceList><service><serviceType>${service}</serviceType><controlURL>${control}</controlURL>
    <SCPDURL>/WANIPCn.xml</SCPDURL></service>${ppp}</serviceList></device></deviceList></device></deviceList></device></root>`;
}

async function answer(
  mood: IgdMood,
  mappings: Map<number, FakeMapping>,
  actions: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const action = /#(\w+)"/.exec(String(request.headers.soapaction))?.[1] ?? "";
  actions.push(action);
  if (mood.hangs) return;
  const value = (name: string): string =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? "";
  const fault = (code: number): void => sendXml(response, 500, soapFault(code));
  const done = (fields = ""): void =>
    sendXml(
      response,
      200,
      envelope(`<u:${action}Response xmlns:u="x">${fields}</u:${action}Response>`),
    );
  const external = Number(value("NewExternalPort"));
  const entry: FakeMapping = {
    client: value("NewInternalClient"),
    port: Number(value("NewInternalPort")),
    lease: Number(value("NewLeaseDuration")),
    description: value("NewPortMappingDescription"),
  };
  switch (action) {
    case "GetStatusInfo": {
      const state = request.url === "/ctl/PPP" ? "Connected" : "Disconnected";
      return done(`<NewConnectionStatus>${state}</NewConnectionStatus>`);
    }
    case "GetExternalIPAddress":
      return done(`<NewExternalIPAddress>${mood.externalIp}</NewExternalIPAddress>`);
    case "AddPortMapping":
    case "AddAnyPortMapping": {
      const any = action === "AddAnyPortMapping";
      if (any && (mood.version === 1 || mood.withoutAny)) return fault(401);
      if (mood.fault !== undefined) return fault(mood.fault);
      if (mood.permanentOnly !== undefined && entry.lease !== 0) return fault(mood.permanentOnly);
      const other = mappings.get(external);
      const others = other !== undefined && other.client !== entry.client;
      const taken = others && mood.overwrites !== true;
      if (taken && !any) return fault(718);
      const given = any ? (mood.gives ?? (taken ? 50_000 : external)) : external;
      if (!mood.lies) mappings.set(given, entry);
      if (mood.losesAnswers) return void request.socket.destroy();
      return done(any ? `<NewReservedPort>${given}</NewReservedPort>` : "");
    }
    case "GetSpecificPortMappingEntry": {
      if (mood.hidesList) return fault(606);
      const found = mappings.get(external);
      if (found === undefined) return fault(714);
      return done(
        `<NewInternalPort>${found.port}</NewInternalPort><NewInternalClient>${found.client}</NewInternalClient>`,
      );
    }
    case "GetGenericPortMappingEntry": {
      if (mood.showsAll !== true) return fault(606);
      const found = [...mappings][Number(value("NewPortMappingIndex"))];
      if (found === undefined) return fault(713);
      const [port, { client, port: inside }] = found;
      return done(
        `<NewExternalPort>${port}</NewExternalPort><NewProtocol>TCP</NewProtocol><NewInternalPort>${inside}</NewInternalPort><NewInternalClient>${client}</NewInternalClient>`,
      );
    }
    case "DeletePortMapping":
      return mappings.delete(external) ? done() : fault(714);
    default:
      return fault(401);
  }
}

function envelope(inner: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
}

function soapFault(code: number): string {
  return envelope(
    `<s:Fault><faultcode>s:Client</faultcode><detail><UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode><errorDescription>no</errorDescription></UPnPError></detail></s:Fault>`,
  );
}

function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/xml" });
  response.end(body);
}
