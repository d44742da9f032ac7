/** Items a second over the last moments, and what is left at that rate. */
export interface Rate {
  /** @param done items done so far, those of earlier executions included */
  add(done: number, nowMs: number): void;
  /** Items a second; undefined until there is something to measure. */
  perSecond(): number | undefined;
  /** Milliseconds that a number of items will take; undefined while nothing moves. */
  remainingMs(items: number): number | undefined;
}

const windowMs = 15_000;

/** Measures over a sliding window of 15 s, so that a slow start or a resumed run doesn't distort it. */
export function createRate(): Rate {
  let samples: { done: number; at: number }[] = [];
  const perSecond = (): number | undefined => {
    const first = samples.at(0);
    const last = samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 200) return undefined;
    return (1_000 * Math.max(0, last.done - first.done)) / (last.at - first.at);
  };
  return {
    add(done, nowMs) {
      samples = [...samples.filter(({ at }) => nowMs - at <= windowMs), { done, at: nowMs }];
    },
    perSecond,
    remainingMs(items) {
      const rate = perSecond();
      return rate === undefined || rate === 0 ? undefined : (1_000 * items) / rate;
    },
  };
}
