import { describeRate } from '../../core/govern/call-budget.ts';
import {
  decideLimit,
  findStragglers,
  mayCall,
  nextDescribeMs,
  noteThrottledCall,
  type PolicyParameters,
  type PolicyState,
  policyState,
  type Reason,
  spendCall,
  startCallBudget,
  startPolicy,
  tickDelayMs,
} from '../../core/govern/index.ts';
import type { Account } from './account.ts';
import type { MapRun } from './map-run.ts';
import { type Meter, zeroMeter } from './meter.ts';
import type { Chance } from './random.ts';
import type { Unit, UnitAttempts } from './unit-attempts.ts';

/** One invocation of Govern ticks for so long. */
const invocationMs = 14 * 60_000;
/** Events of one turn of the loop: TaskStateEntered, TaskScheduled, TaskStarted, TaskSucceeded, TaskStateExited, ChoiceStateEntered, ChoiceStateExited. */
const eventsPerTurn = 7;

/** What governs: nobody (a fixed limit), or the policy. */
export interface GovernorSettings {
  /** Null: MaxConcurrency stays what it is. */
  policy: PolicyParameters | null;
  /** Backup copies: none, told by how long units have run, or by what they report as well. */
  backups: 'none' | 'by-time' | 'by-report';
  /** Deviation of an item's time, as a share of its mean: what makes samples noisy. */
  itemSpread: number;
}

/** What Govern sees and acts on. */
export interface Governed {
  units: readonly Unit[];
  attempts: UnitAttempts;
  mapRun: MapRun;
  account: Account;
  chance: Chance;
  committed: () => number;
  lambdaThrottles: () => number;
}

/** A decision, for the plots. */
export interface Decided {
  atMs: number;
  limit: number;
  reason: Reason;
}

/** The Govern loop: ticks, samples the ledger, decides, calls UpdateMapRun, starts backups. */
export class Governor {
  readonly decided: Decided[] = [];
  backups = 0;
  historyEvents = 0;
  limit: number;
  #state: PolicyState | null;
  #describe = startCallBudget(describeRate, 0);
  #describeAtMs: number;
  #tick = 0;
  #nextMs = tickDelayMs(0);
  #endsAtMs = invocationMs;
  #told: Meter & { lambdaThrottles: number } = {
    ...zeroMeter(),
    lambdaThrottles: 0,
  };
  readonly #settings: GovernorSettings;
  readonly #governed: Governed;

  constructor(settings: GovernorSettings, governed: Governed, limit: number) {
    this.#settings = settings;
    this.#governed = governed;
    this.limit = limit;
    this.#state = settings.policy === null ? null : startPolicy(settings.policy, 0);
    this.#describeAtMs = nextDescribeMs(0, governed.chance.uniform());
  }

  advance(nowMs: number): void {
    if (nowMs < this.#nextMs) return;
    if (nowMs >= this.#endsAtMs) this.#handOver(nowMs);
    this.#startBackups(nowMs);
    const nextTickMs = this.#decide(nowMs);
    this.#describeNow(nowMs);
    this.#nextMs = nowMs + tickDelayMs(++this.#tick, nextTickMs);
  }

  /** The run is over: the loop's last turn counts too. */
  close(): void {
    this.historyEvents += eventsPerTurn;
  }

  #handOver(nowMs: number): void {
    this.historyEvents += eventsPerTurn;
    this.#endsAtMs = nowMs + invocationMs;
    this.#tick = 0;
    if (this.#state !== null) this.#state = policyState.parse(JSON.parse(JSON.stringify(this.#state)));
  }

  #decide(nowMs: number): number | undefined {
    const { policy } = this.#settings;
    const { account, chance, mapRun } = this.#governed;
    if (policy === null || this.#state === null) return undefined;
    const { state, limit, reason, nextTickMs } = decideLimit(policy, this.#state, this.#sample(nowMs));
    this.#state = state;
    if (limit !== this.limit) {
      if (account.call('UpdateMapRun', nowMs)) {
        mapRun.update(limit, nowMs);
        this.limit = limit;
        this.decided.push({ atMs: nowMs, limit, reason });
      } else {
        this.#state = { ...state, updates: noteThrottledCall(state.updates, nowMs, chance.uniform()) };
      }
    }
    return nextTickMs;
  }

  #sample(nowMs: number) {
    const { attempts, mapRun, committed, lambdaThrottles } = this.#governed;
    const before = this.#told;
    const told = { ...attempts.reporters.told, lambdaThrottles: lambdaThrottles() };
    this.#told = told;
    const done = Math.max(0, told.ok - before.ok);
    const tried = this.#blur(told.attempts - before.attempts);
    const throttles = Math.min(tried, this.#blur(told.throttles - before.throttles));
    const errors = Math.min(tried, Math.max(throttles, this.#blur(told.errors - before.errors)));
    return {
      nowMs,
      limit: this.limit,
      unitsRunning: attempts.running.size,
      unitsPending: mapRun.pending,
      unitsCommitted: committed(),
      itemsDone: Math.round(done),
      itemsFailed: Math.max(0, Math.round(told.failed - before.failed)),
      attempts: tried,
      errors,
      throttles,
      itemMs: Math.max(0, told.itemMs - before.itemMs),
      unitMs: Math.max(0, told.ms - before.ms),
      lambdaThrottles: told.lambdaThrottles - before.lambdaThrottles,
    };
  }

  /** Counts are random: an expected number as it might have come out. */
  #blur(expected: number): number {
    const { itemSpread } = this.#settings;
    return Math.max(
      0,
      Math.round(expected + itemSpread * Math.sqrt(Math.max(0, expected)) * this.#governed.chance.normal()),
    );
  }

  #startBackups(nowMs: number): void {
    const { units, attempts, mapRun, committed } = this.#governed;
    if (this.#settings.backups === 'none' || committed() * 2 < units.length) return;
    const running = [...attempts.running].map((attempt) => {
      const last = attempts.reporters.lastReport(attempt);
      const itemsDone = Math.floor((last.items - attempt.began.items) * attempt.slots);
      return {
        unit: attempt.unit.unit,
        startedAtMs: attempt.began.ms,
        hasBackup: attempt.unit.hasBackup,
        ...(this.#settings.backups === 'by-report' && {
          report: { itemsDone, items: attempt.unit.items, afterMs: last.ms - attempt.began.ms },
        }),
      };
    });
    const found = findStragglers({
      nowMs,
      units: { total: units.length, committed: committed() },
      medianMs: attempts.medianMs,
      backupsStarted: this.backups,
      running,
    });
    for (const number of found) {
      const unit = units[number];
      if (unit === undefined) continue;
      unit.hasBackup = true;
      this.backups += 1;
      mapRun.startBackup(unit, nowMs);
    }
  }

  #describeNow(nowMs: number): void {
    const { account, chance } = this.#governed;
    if (nowMs < this.#describeAtMs || !mayCall(this.#describe, describeRate, nowMs)) return;
    this.#describeAtMs = nextDescribeMs(nowMs, chance.uniform());
    this.#describe = account.call('DescribeMapRun', nowMs)
      ? spendCall(this.#describe, describeRate, nowMs)
      : noteThrottledCall(this.#describe, nowMs, chance.uniform());
  }
}
