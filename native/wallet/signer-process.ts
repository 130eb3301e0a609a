import { HearthError } from "../api/errors.ts";
import { parentPort } from "../processes/parent-port.ts";
import type { Secret } from "./derive.ts";
import { openKeyfile, sealKeyfile } from "./encryption.ts";
import { readKeyfile } from "./keyfile.ts";
import { type Keypair, keypairFromSecret } from "./keypair.ts";
import { failureReply, type SignerRequest, signerRequest } from "./signer-protocol.ts";

/**
 * The process in which a coldkey is unlocked, for one action. It opens the keyfile, signs what it is given and ends with
 * its parent's channel; the secret is zeroed first. It talks to nobody else and writes no file.
 */
const port = parentPort();
let working = 0;
let unlocked: { readonly secret: Secret; readonly pair: Keypair } | undefined;

async function answer(request: SignerRequest): Promise<Uint8Array[]> {
  switch (request.kind) {
    case "unlock":
      return [await unlock(request.keyfile, request.password)];
    case "sign":
      if (!unlocked)
        throw new HearthError("PASSWORD_REQUIRED", { reason: "The coldkey is locked." });
      return request.payloads.map(unlocked.pair.sign);
    case "seal":
      return [await sealKeyfile(request.json, request.password)];
    default:
      return request satisfies never;
  }
}

async function unlock(keyfile: Uint8Array, password: string): Promise<Uint8Array> {
  const plain = await openKeyfile(keyfile, password, "coldkey");
  const { secret } = readKeyfile(plain, "coldkey");
  plain.fill(0);
  if (!secret) {
    const reason = "It holds only the public half.";
    throw new HearthError("KEYFILE_DAMAGED", { file: "coldkey", reason });
  }
  unlocked = { secret, pair: keypairFromSecret(secret) };
  return unlocked.pair.publicKey;
}

function end(): void {
  unlocked?.secret.key.fill(0);
  unlocked?.secret.seed?.fill(0);
  // A polite exit waits for the seconds of argon2 that may be running, with the password in memory and nobody to answer to.
  if (working > 0) process.kill(process.pid, "SIGKILL");
  process.exit(0);
}

process.once("SIGTERM", end);
port.onMessage((message) => {
  const parsed = signerRequest.safeParse(message);
  if (!parsed.success) return;
  const { id } = parsed.data;
  working += 1;
  answer(parsed.data)
    .then(
      (values) => port.postMessage({ id, values }),
      (error: unknown) => port.postMessage(failureReply(id, error)),
    )
    .finally(() => {
      working -= 1;
    });
});
