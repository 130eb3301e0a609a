/** Smaller ones may lie in a pool that others share. */
const OWN_BYTES = 16_384;

/**
 * Gives back the memory of bytes that came from a socket and were copied since. Node takes new memory for each read; left to the
 * collector, whose heap is far smaller than what hangs on it, it makes that look through all of it some twenty times for half a
 * gigabyte. Only what ends its own memory is let go: nothing behind it is still to be read. The bytes are gone afterwards.
 */
export function letGo({ buffer, byteOffset, length }: Buffer): void {
  const isOwn = length >= OWN_BYTES && byteOffset + length === buffer.byteLength;
  if (isOwn && buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
