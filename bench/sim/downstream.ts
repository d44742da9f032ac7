import { type SlotRates, slotRates } from './item-cycle.ts';
import { listRetryWaits, noWaits, type Retrying } from './retry-waits.ts';

/** What the items call: how it is at one moment. */
export interface DownstreamState {
  /** Run time of an item when nobody else is there, ms. */
  serviceMs: number;
  /** Requests it works on at once; more wait in its queue and take longer. @default no bound */
  workers?: number;
  /** Requests that may wait; more are turned away with 429. @default no bound */
  queue?: number;
  /** Requests a second; more are turned away with 429. @default no bound */
  perSecond?: number;
  /** Contention and coherency of the Universal Scalability Law. @default 0, 0 */
  contention?: number;
  coherency?: number;
  /** Requests of others that are there. @default 0 */
  neighbour?: number;
  /** Time until a request is turned away, ms. @default 25 */
  rejectMs?: number;
  /** Share of attempts that fail whatever the load. @default 0 */
  faulty?: number;
}

/** What the items call, over time. */
export type Downstream = (nowMs: number) => DownstreamState;

/**
 * Rates of each of `slots` slots that call the downstream at once. Requests are turned away where queue or rate are full:
 * the share is the one at which what is admitted just fits.
 */
export function callDownstream(
  state: DownstreamState,
  slots: number,
  { retries, retrying }: { retries: number; retrying: Retrying },
): SlotRates {
  const { rejectMs = 25, faulty = 0, neighbour = 0, perSecond = Number.POSITIVE_INFINITY } = state;
  const room = Math.max(
    0,
    (state.workers ?? Number.POSITIVE_INFINITY) + (state.queue ?? Number.POSITIVE_INFINITY) - neighbour,
  );
  const serviceMs = serviceTime(state, Math.min(slots, room));
  // Where nothing fails nothing waits; that is most of the time, and the list is what takes most of it.
  let waits = faulty === 0 ? noWaits : listRetryWaits(retries, serviceMs, retrying);
  const at = (rejected: number): SlotRates => slotRates({ serviceMs, rejected, rejectMs, waits, faulty });
  const fits = ({ inService, attempts, throttles }: SlotRates) =>
    slots * inService <= room * (1 + 1e-9) && slots * (attempts - throttles) <= perSecond;
  const open = at(0);
  if (fits(open)) return open;
  if (waits === noWaits) waits = listRetryWaits(retries, serviceMs, retrying);
  let low = 0;
  let high = 1;
  for (let turn = 0; turn < 30; turn++) {
    const middle = (low + high) / 2;
    if (fits(at(middle))) high = middle;
    else low = middle;
  }
  return at(high);
}

function serviceTime(state: DownstreamState, own: number): number {
  const {
    serviceMs,
    workers = Number.POSITIVE_INFINITY,
    contention = 0,
    coherency = 0,
    neighbour = 0,
  } = state;
  const load = own + neighbour;
  const law = 1 + contention * Math.max(0, load - 1) + coherency * load * Math.max(0, load - 1);
  // Near the knee requests begin to meet before all workers are busy.
  const queueing = workers > 0 && Number.isFinite(workers) ? (1 + (load / workers) ** 16) ** (1 / 16) : 1;
  return serviceMs * law * queueing;
}
