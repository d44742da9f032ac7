import { type Cancellation, Cancelled } from './cancellation.ts';
import type { Clock } from './clock.ts';

/** Waits for a promise, or until cancelled. What the promise does afterwards is ignored. */
export function untilCancelled<T>(promise: Promise<T>, cancellation: Cancellation): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = cancellation.onCancel((reason) => reject(new Cancelled(reason)));
    promise.then(resolve, reject).finally(leave);
  });
}

/** Waits for a time in milliseconds, or until cancelled. */
export function sleep(clock: Clock, ms: number, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = clock.schedule(ms, () => {
      leave();
      resolve();
    });
    const leave = cancellation.onCancel((reason) => {
      stop();
      reject(new Cancelled(reason));
    });
  });
}

/** What {@link withTimeout} yields when the time was up first. */
export const TIMED_OUT = Symbol('timed out');

/** Waits for a promise for at most some milliseconds (undefined: for ever), or until cancelled. */
export function withTimeout<T>(
  promise: Promise<T>,
  ms: number | undefined,
  clock: Clock,
  cancellation: Cancellation,
): Promise<T | typeof TIMED_OUT> {
  if (ms === undefined) return untilCancelled(promise, cancellation);
  return new Promise((resolve, reject) => {
    const stop = clock.schedule(ms, () => {
      leave();
      resolve(TIMED_OUT);
    });
    const leave = cancellation.onCancel((reason) => {
      stop();
      reject(new Cancelled(reason));
    });
    promise.then(resolve, reject).finally(() => {
      stop();
      leave();
    });
  });
}
