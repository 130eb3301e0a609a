import { networkInterfaces } from "node:os";

/** Addresses of this computer's own interfaces, without loopback. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
}
