/**
 * Frees the memory of bytes that nobody will look at again, where it is theirs alone. A server's sockets allocate every
 * 64 KiB anew; left to V8, each 32 MB of them make it collect its whole heap, which took 0.4 s a GB.
 */
export function freeMemory({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
