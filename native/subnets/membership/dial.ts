/**
 * Where to dial an announced address. The chain refuses 127.0.0.1 in an announcement, so miners on this computer announce another
 * address of 127.0.0.0/8, all of which mean this computer; they are dialled at 127.0.0.1, where such miners listen.
 */
export function dialHost(ip: string): string {
  return ip.startsWith("127.") ? "127.0.0.1" : ip;
}

/** As `dialHost`, for a network that never leaves this computer: every other address is undefined. */
export function dialLoopbackOnly(ip: string): string | undefined {
  return ip.startsWith("127.") ? "127.0.0.1" : undefined;
}
