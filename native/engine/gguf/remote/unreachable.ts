/** What a failed connection means, by the code that the system gives it. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "The name {host} is not known. This computer may be offline.",
  EAI_AGAIN: "The name {host} cannot be looked up now. This computer may be offline.",
  ENETUNREACH: "The network cannot be reached. This computer may be offline.",
  ENETDOWN: "The network is down. This computer is offline.",
  EHOSTUNREACH: "{host} cannot be reached.",
  ECONNREFUSED: "{host} takes no connection.",
  ECONNRESET: "{host} broke the connection off.",
  UND_ERR_SOCKET: "{host} broke the connection off.",
  EPIPE: "{host} broke the connection off.",
  ETIMEDOUT: "{host} does not answer.",
  UND_ERR_CONNECT_TIMEOUT: "{host} does not answer.",
  UND_ERR_HEADERS_TIMEOUT: "{host} does not answer.",
  UND_ERR_BODY_TIMEOUT: "{host} stopped sending.",
  CERT_HAS_EXPIRED: "The certificate of {host} has run out. Is this computer's clock right?",
  CERT_NOT_YET_VALID: "The certificate of {host} is not valid yet. Is this computer's clock right?",
  DEPTH_ZERO_SELF_SIGNED_CERT: "{host} shows a certificate that nobody vouches for.",
  SELF_SIGNED_CERT_IN_CHAIN: "{host} shows a certificate that nobody vouches for.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "{host} shows a certificate that nobody vouches for.",
  ERR_TLS_CERT_ALTNAME_INVALID: "{host} shows the certificate of another host.",
  EINWARD:
    "The name {host} leads to this computer or its own network. If that is meant, name it as a mirror in the downloads' settings.",
};

/** A failure of the transport in a sentence for a person; the failure's own words where it is none of the known ones. */
export function unreachable(error: unknown, host: string): string {
  const code = transportCode(error);
  const words = code === undefined ? undefined : WORDS[code];
  if (words !== undefined) return words.replace("{host}", host);
  return error instanceof Error && error.message !== "" ? error.message : (code ?? String(error));
}

/** The system's code of a failure, or of the first of several addresses that failed each for itself; undefined without one. */
export function transportCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return transportCode(Array.isArray(errors) ? errors[0] : cause);
}
