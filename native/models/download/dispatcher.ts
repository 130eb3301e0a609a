import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher, EnvHttpProxyAgent, ProxyAgent, Socks5ProxyAgent } from "undici";
import { HearthError } from "../../api/errors.ts";

/** As many as all downloads together may ever open, so that no request waits for another and looks stalled. */
const CONNECTIONS_PER_HOST = 128;
const CONNECT_MILLIS = 10_000;

/** How requests leave this computer. */
export interface DispatcherOptions {
  /** http, https or socks5 address of a proxy; absent: as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
  readonly proxy?: string | undefined;
  /** How names are looked up where no proxy does it; as the system does unless told. */
  readonly lookup?: LookupFunction;
}

/**
 * A dispatcher through the proxy that was chosen, or that the environment names, or straight. Whoever makes it closes it.
 * How long to wait for bytes is the caller's to watch: a download that is slowed down on purpose is no stall.
 * Throws BAD_INPUT for a proxy that is no http, https or socks5 address, with the variable's name where the environment names it.
 */
export function createDispatcher({ proxy, lookup }: DispatcherOptions): Dispatcher {
  const patient = { connections: CONNECTIONS_PER_HOST, headersTimeout: 0, bodyTimeout: 0 };
  const connector = { timeout: CONNECT_MILLIS, ...(lookup === undefined ? {} : { lookup }) };
  const common = { ...patient, connect: connector };
  if (proxy === undefined) {
    // With nothing in the environment it would be an Agent with an Agent inside.
    return environmentNames() ? new EnvHttpProxyAgent(common) : new Agent(common);
  }
  const address = proxyAddress(proxy);
  return address.protocol === "socks5:"
    ? new Socks5ProxyAgent(address, patient)
    : new ProxyAgent({ ...common, uri: address.href });
}

const SCHEMES = ["http:", "https:", "socks5:"];

/** The address of a proxy. Throws BAD_INPUT with what is wrong; user name and password are never part of the reason. */
export function proxyAddress(proxy: string): URL {
  const address = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (address === undefined || !SCHEMES.includes(address.protocol))
    throw wrong("A proxy is an address that begins with http://, https:// or socks5://.");
  if (address.hostname === "") throw wrong("The proxy's address names no host.");
  try {
    decodeURIComponent(address.username + address.password);
  } catch {
    throw wrong("A % in the proxy's user name or password is written as %25.");
  }
  return address;
}

function wrong(reason: string): HearthError {
  return new HearthError("BAD_INPUT", { reason });
}

/** Of each two the one that is set holds, even an empty one. */
const VARIABLES = [
  ["http_proxy", "HTTP_PROXY"],
  ["https_proxy", "HTTPS_PROXY"],
] as const;

/** Whether the environment names a proxy. Throws BAD_INPUT for what is none, which the client would throw in words of its own. */
function environmentNames(environment: NodeJS.ProcessEnv = process.env): boolean {
  const named = VARIABLES.map((names) => names.find((name) => environment[name] !== undefined))
    .filter((name) => name !== undefined)
    .filter((name) => environment[name] !== "");
  for (const name of named) {
    try {
      // The client knows this older name as well.
      proxyAddress((environment[name] ?? "").replace(/^socks:/i, "socks5:"));
    } catch (error) {
      const reason = error instanceof HearthError ? error.detail.reason : error;
      throw wrong(`The environment variable ${name} names no proxy that can be used. ${reason}`);
    }
  }
  return named.length > 0;
}
