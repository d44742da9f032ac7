const shortestMs = 100;
const longestMs = 1_000;

/**
 * Milliseconds to wait before asking again: a twentieth of the time since the first question, from 100 ms to 1 s. What
 * is fast is noticed at once, what takes long is asked rarely.
 */
export function createPause(now: () => number = Date.now): () => number {
  const startedAt = now();
  return () => Math.min(longestMs, Math.max(shortestMs, (now() - startedAt) / 20));
}
