import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HearthError } from "../../api/errors.ts";
import { hostReach } from "../../engine/gguf/remote/host-reach.ts";

/** Where a person's model comes from. */
export type ModelSource =
  | { readonly kind: "address"; readonly url: string }
  | { readonly kind: "file"; readonly path: string };

/** Where `hf:` references lead unless HF_ENDPOINT says otherwise. */
export const HUGGING_FACE = "https://huggingface.co";

const reference = /^hf:([^/\s]+)\/([^/\s]+)\/(.+\.gguf)$/i;

/**
 * Reads what a person typed: an https address, `hf:owner/repository/file.gguf`, or the path of a local file.
 * Throws BAD_INPUT for anything else, for addresses that are not https (numbers of the own network may be http), that end in no .gguf, or that
 * carry a password, which would have to be kept in plain text.
 */
export function readSource(text: string, endpoint: string = HUGGING_FACE): ModelSource {
  const source = text.trim();
  if (/^hf:/i.test(source)) return { kind: "address", url: address(hubAddress(source, endpoint)) };
  if (/^https?:\/\//i.test(source)) return { kind: "address", url: address(source) };
  if (/^file:\/\//i.test(source)) return { kind: "file", path: fromFileAddress(source) };
  if (source.startsWith("~/")) return { kind: "file", path: join(homedir(), source.slice(2)) };
  if (isAbsolute(source)) return { kind: "file", path: source };
  throw new HearthError("BAD_INPUT", {
    reason:
      "A model comes from an https address, from hf:owner/repository/file.gguf, or from the whole path of a file.",
  });
}

function hubAddress(source: string, endpoint: string): string {
  const [, owner, repository, file] = reference.exec(source) ?? [];
  if (owner === undefined || repository === undefined || file === undefined) {
    throw new HearthError("BAD_INPUT", {
      reason: "A Hugging Face reference is hf:owner/repository/file.gguf.",
    });
  }
  const path = [owner, repository, "resolve", "main", ...file.split("/")].map(encodeURIComponent);
  return `${endpoint.replace(/\/+$/, "")}/${path.join("/")}`;
}

function address(text: string): string {
  const refuse = (reason: string): never => {
    throw new HearthError("BAD_INPUT", { reason });
  };
  if (!URL.canParse(text)) return refuse("That is no address.");
  const url = new URL(text);
  // In plain text only within the own network, and only by number: what a name leads to there is not known yet.
  const isOwn = hostReach(url) !== "far";
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isOwn)) {
    return refuse("Only https addresses are taken; http within your own network, by number.");
  }
  if (url.username !== "" || url.password !== "") {
    return refuse(
      "An address with a user name or a password is not taken: it would be kept as text.",
    );
  }
  if (!/\.gguf$/i.test(url.pathname)) return refuse("The address does not end in .gguf.");
  url.hash = "";
  return url.href;
}

function fromFileAddress(source: string): string {
  try {
    return fileURLToPath(source);
  } catch (error) {
    throw new HearthError("BAD_INPUT", { reason: "That is no path of a file." }, { cause: error });
  }
}
