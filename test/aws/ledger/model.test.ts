import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLedger, type Ledger } from '../../../aws/ledger/index.ts';
import { makeReceipt } from '../../support/make-receipt.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const leaseMs = 10;

/** What the ledger should know of the one unit of a run, and what attempts believe that they hold. */
interface Model {
  epoch: number;
  /** Epoch of the last opening: the one that attempts carry. */
  opened: number;
  closed: boolean;
  unit: { epoch: number; leaseUntil: number } | undefined;
  committedBy: string | undefined;
  /** Epoch that each attempt was started in. */
  attempts: Map<string, number>;
}

interface Real {
  ledger: Ledger;
  runId: string;
  clock: { now: number };
}

const owners = ['a', 'b', 'c'];
const idOf = ({ runId }: Real) => ({ runId, shards: 1, unit: 0 });

/** A unit's way: the claim first, a look at the run's door second. An attempt that finds it shut goes no further. */
class Claim implements fc.AsyncCommand<Model, Real> {
  readonly owner: string;
  constructor(owner: string) {
    this.owner = owner;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { now } = real.clock;
    const { unit, opened: epoch } = model;
    const claimed = await real.ledger.claimUnit(idOf(real), { owner: this.owner, epoch, leaseMs });
    const free = unit === undefined || unit.epoch < epoch || (unit.epoch === epoch && unit.leaseUntil < now);
    const holds = model.committedBy === undefined && free;
    expect(claimed !== undefined).toBe(holds);
    if (!holds) return;
    model.unit = { epoch, leaseUntil: now + leaseMs };
    if (!model.closed) model.attempts.set(this.owner, epoch);
  }
  toString = () => `claim(${this.owner})`;
}

class Commit implements fc.AsyncCommand<Model, Real> {
  readonly owner: string;
  constructor(owner: string) {
    this.owner = owner;
  }
  check = (model: Readonly<Model>) => model.attempts.has(this.owner);
  async run(model: Model, real: Real): Promise<void> {
    const epoch = model.attempts.get(this.owner) ?? 0;
    const receipt = makeReceipt(
      { unit: 0, firstItem: 0, succeeded: 1, failed: 0, bytes: Buffer.from('x') },
      { epoch, environment: this.owner },
    );
    const committed = await real.ledger.commitUnit(idOf(real), receipt);
    const holds = model.committedBy === undefined && !model.closed && model.unit?.epoch === epoch;
    expect(committed).toBe(holds);
    if (holds) model.committedBy = this.owner;
  }
  toString = () => `commit(${this.owner})`;
}

class Expire implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(_: Model, real: Real): Promise<void> {
    real.clock.now += leaseMs + 1;
  }
  toString = () => 'expire';
}

/** Seal's way: a new epoch for the run, a fence for who holds a claim. */
class Close implements fc.AsyncCommand<Model, Real> {
  check = (model: Readonly<Model>) => !model.closed;
  async run(model: Model, real: Real): Promise<void> {
    model.epoch += 1;
    model.closed = true;
    const fenced = await real.ledger.fenceUnit(idOf(real), model.epoch);
    expect(fenced).toBe(model.unit !== undefined && model.committedBy === undefined);
    if (fenced) model.unit = { epoch: model.epoch, leaseUntil: 0 };
  }
  toString = () => 'close';
}

class Reopen implements fc.AsyncCommand<Model, Real> {
  check = (model: Readonly<Model>) => model.closed;
  async run(model: Model): Promise<void> {
    model.epoch += 1;
    model.opened = model.epoch;
    model.closed = false;
  }
  toString = () => 'reopen';
}

test('whatever attempts do, a unit commits once at most, and never while its run is closed', async () => {
  const commands = fc.commands(
    [
      fc.constantFrom(...owners).map((owner) => new Claim(owner)),
      fc.constantFrom(...owners).map((owner) => new Commit(owner)),
      fc.constant(new Expire()),
      fc.constant(new Close()),
      fc.constant(new Reopen()),
    ],
    { maxCommands: 15 },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const clock = { now: 1_000 };
      const real: Real = {
        ledger: createLedger({ client: storage.documents, table: storage.table, now: () => clock.now }),
        runId: crypto.randomUUID(),
        clock,
      };
      const model: Model = {
        epoch: 1,
        opened: 1,
        closed: false,
        unit: undefined,
        committedBy: undefined,
        attempts: new Map(),
      };
      await fc.asyncModelRun(() => ({ model, real }), sequence);
      const row = await real.ledger.getUnit(idOf(real));
      expect(row?.receipt?.environment).toBe(model.committedBy);
    }),
    { numRuns: 60 },
  );
});
