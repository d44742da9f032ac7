const shortestMs = 500;
const longestMs = 2_000;

/**
 * Milliseconds to wait before asking again: 0.5 s while there is news, ever longer up to 2 s while there is none, and
 * never less than four times what asking takes, so that a large run isn't read all the time.
 */
export function createPollPause(): (last: { news: boolean; tookMs: number }) => number {
  let quietMs = shortestMs;
  return ({ news, tookMs }) => {
    quietMs = news ? shortestMs : Math.min(longestMs, quietMs * 1.5);
    return Math.min(longestMs, Math.max(quietMs, 4 * tookMs));
  };
}
