/**
 * Whether a request names this machine in its Host header. A web page whose own name was made to point to 127.0.0.1
 * (DNS rebinding) does not.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host ?? '');
}
