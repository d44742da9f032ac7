/** Time and chance, passed in so that tests can decide them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after `ms` milliseconds; returns how to take it back. */
  schedule(ms: number, callback: () => void): () => void;
  /** A number in [0, 1). */
  random(): number;
}

/** Node's timers take 31 bits of milliseconds (24.8 days), Step Functions' waits may last years. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  schedule(ms, callback) {
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      const step = Math.min(left, MAX_TIMER_MS);
      timer = setTimeout(() => (left > step ? arm(left - step) : callback()), step);
    };
    arm(Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};
