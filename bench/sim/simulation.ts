import { balanceUnits } from '../../core/splitting/balance-units.ts';
import { Account } from './account.ts';
import { callDownstream, type Downstream } from './downstream.ts';
import { Governor, type GovernorSettings } from './governor.ts';
import { Lambda } from './lambda.ts';
import { MapRun } from './map-run.ts';
import { runMeter, zeroMeter } from './meter.ts';
import { createChance } from './random.ts';
import type { Retrying } from './retry-waits.ts';
import { type Unit, UnitAttempts } from './unit-attempts.ts';

/** A run to be simulated. */
export interface RunSettings extends GovernorSettings {
  seed: number;
  items: number;
  unitItems: number;
  itemConcurrency: number;
  /** Attempts at an item after its first. */
  retries: number;
  retrying: Retrying;
  childType: 'STANDARD' | 'EXPRESS';
  /** MaxConcurrency at the start. */
  limit: number;
  /** Environments that the account leaves the unit function. */
  lambdaLimit: number;
  downstream: Downstream;
  /** Deviation of a unit's time from the mean, as a share of it. */
  unitSpread: number;
  /** Units whose first environment is slow. */
  slow: { share: number; factor: number };
  /** Null: none. */
  unitTimeoutSeconds: number | null;
  stepMs: number;
  /** Between moments that are kept for plots. */
  momentMs: number;
}

/** A moment of the run, for the plots. */
export interface Moment {
  atMs: number;
  running: number;
  limit: number;
  /** Items that ended well in a second. */
  throughput: number;
  errorShare: number;
}

/** One run on a simulated cloud, advanced in steps so that several can share an account. */
export class Simulation {
  readonly moments: Moment[] = [];
  readonly governor: Governor;
  readonly lambda: Lambda;
  readonly attempts: UnitAttempts;
  /** What items did. */
  readonly counts = { ok: 0, failed: 0, attempts: 0, errors: 0, throttles: 0 };
  committed = 0;
  timedOut = 0;
  /** Time that invocations of the unit function ran, ms. */
  unitMs = 0;
  nowMs = 0;
  readonly #settings: RunSettings;
  readonly #units: Unit[];
  readonly #mapRun: MapRun;
  readonly #chance: ReturnType<typeof createChance>;
  #meter = zeroMeter();
  #tick = 0;

  constructor(settings: RunSettings, account: Account = new Account()) {
    this.#settings = settings;
    this.#chance = createChance(settings.seed);
    this.#units = drawUnits(settings, this.#chance);
    this.lambda = new Lambda(settings.lambdaLimit);
    this.attempts = new UnitAttempts({
      itemConcurrency: settings.itemConcurrency,
      slowFactor: settings.slow.factor,
      reportMs: 3_000,
      stepMs: settings.stepMs,
      timeoutMs: settings.unitTimeoutSeconds === null ? null : settings.unitTimeoutSeconds * 1000,
    });
    this.#mapRun = new MapRun(this.#units, {
      lambda: this.lambda,
      chance: this.#chance,
      childType: settings.childType,
      limit: settings.limit,
      stepMs: settings.stepMs,
    });
    this.governor = new Governor(
      settings,
      {
        units: this.#units,
        attempts: this.attempts,
        mapRun: this.#mapRun,
        account,
        chance: this.#chance,
        committed: () => this.committed,
        lambdaThrottles: () => this.lambda.throttles,
      },
      settings.limit,
    );
  }

  get units(): number {
    return this.#units.length;
  }

  get done(): boolean {
    return this.committed === this.#units.length;
  }

  /** One step. */
  step(): void {
    const { stepMs, downstream } = this.#settings;
    const rates = callDownstream(downstream(this.nowMs), this.attempts.felt, this.#settings);
    const slots = this.attempts.felt;
    this.nowMs += stepMs;
    this.#meter = runMeter(this.#meter, rates, stepMs);
    const seconds = stepMs / 1000;
    for (const key of ['ok', 'failed', 'attempts', 'errors', 'throttles'] as const) {
      this.counts[key] += rates[key] * slots * seconds;
    }
    this.#endAttempts();
    for (const { unit, backup } of this.#mapRun.advance(this.nowMs)) {
      if (unit.committed) this.#release(backup, 0);
      else this.attempts.begin(unit, backup, this.#meter, this.#tick, this.#chance);
    }
    this.governor.advance(this.nowMs);
    if (this.done) this.governor.close();
    this.#note(rates.ok * slots, rates.attempts > 0 ? rates.errors / rates.attempts : 0);
    this.#tick += 1;
  }

  #endAttempts(): void {
    for (const { attempt, end } of this.attempts.advance(this.#meter, this.#tick)) {
      const ranMs = this.#meter.ms - attempt.began.ms;
      if (end === 'committed') this.committed += 1;
      if (end === 'timed-out' && !attempt.backup && !attempt.unit.committed) {
        this.timedOut += 1;
        this.unitMs += ranMs;
        this.lambda.release();
        this.#mapRun.retry(attempt.unit, this.nowMs);
      } else this.#release(attempt.backup, ranMs);
    }
  }

  #release(backup: boolean, ranMs: number): void {
    this.unitMs += ranMs;
    this.lambda.release();
    if (!backup) this.#mapRun.children -= 1;
  }

  #note(throughput: number, errorShare: number): void {
    const last = this.moments.at(-1);
    if (last !== undefined && this.nowMs - last.atMs < this.#settings.momentMs && !this.done) return;
    const { nowMs: atMs } = this;
    this.moments.push({
      atMs,
      running: this.attempts.running.size,
      limit: this.governor.limit,
      throughput,
      errorShare,
    });
  }
}

function drawUnits(settings: RunSettings, chance: ReturnType<typeof createChance>): Unit[] {
  return balanceUnits(settings.items, settings.unitItems).map((items, unit) => ({
    unit,
    items,
    weight: Math.exp(settings.unitSpread * chance.normal()),
    slow: chance.uniform() < settings.slow.share,
    attempts: 0,
    committed: false,
    hasBackup: false,
  }));
}
