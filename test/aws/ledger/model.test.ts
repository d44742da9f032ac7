import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLedger, type Ledger, noProgress, type UnitProgress } from '../../../aws/ledger/index.ts';
import { makeRange, makeReceipt, progressOf } from '../../support/make-receipt.ts';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const leaseMs = 10;
const range = makeRange(0);

/** What the ledger should say of the one unit of a run. */
interface UnitModel {
  epoch: number;
  owner: string;
  leaseUntil: number;
  attempt: number;
  tries: number;
  base: number;
  progress: UnitProgress;
  /** Undefined before the first checkpoint. */
  checkpoint: UnitProgress | undefined;
}

/** What the ledger should know, and what attempts believe that they hold. */
interface Model {
  epoch: number;
  /** Epoch of the last opening: the one that attempts carry. */
  opened: number;
  closed: boolean;
  unit: UnitModel | undefined;
  committedBy: string | undefined;
  /** What each attempt, or backup copy, was started with. */
  attempts: Map<string, { epoch: number; base: number }>;
}

interface Real {
  ledger: Ledger;
  runId: string;
  clock: { now: number };
}

type Command = fc.AsyncCommand<Model, Real>;

const owners = ['a', 'b'];
const idOf = ({ runId }: Real) => ({ runId, shards: 1, unit: 0 });
const doneItems = (done: number): UnitProgress => ({
  ...noProgress,
  done,
  attempts: done + 1,
  runMs: done / 2,
});

/** Whether an attempt that began at a base in an epoch may still check in or commit. */
function counts({ closed, committedBy, unit }: Model, from: { epoch: number; base: number }): boolean {
  return committedBy === undefined && !closed && unit?.epoch === from.epoch && unit.base === from.base;
}

/** The row is what the model says, after every command. */
async function check(model: Model, real: Real): Promise<void> {
  const row = await real.ledger.getUnit(idOf(real));
  if (model.unit === undefined) return expect(row).toBeUndefined();
  const { epoch, owner, leaseUntil, attempt, tries, base, progress } = model.unit;
  const state = model.committedBy === undefined ? 'claimed' : 'committed';
  expect(row).toMatchObject({ state, epoch, owner, leaseUntil, attempt, tries, base, progress, range });
  expect(row?.receipt?.environment).toBe(model.committedBy);
  if (state === 'claimed') expect(row?.checkpoint).toEqual(model.unit.checkpoint);
}

/** A command that checks the row when it is done. */
function command(name: string, run: Command['run'], when: (model: Readonly<Model>) => boolean = () => true) {
  return {
    check: when,
    async run(model: Model, real: Real): Promise<void> {
      await run(model, real);
      await check(model, real);
    },
    toString: () => name,
  } satisfies Command;
}

/** A unit's way: the claim first, a look at the run's door second. An attempt that finds it shut goes no further. */
const claim = (owner: string) =>
  command(`claim(${owner})`, async (model, real) => {
    const { now } = real.clock;
    const { unit, opened: epoch } = model;
    const given = { owner, epoch, generation: 1, leaseMs, range };
    const claimed = await real.ledger.claimUnit(idOf(real), given);
    // Whoever asks again for what is his own may have lost the answer.
    const takeable = unit !== undefined && (unit.leaseUntil < now || unit.owner === owner);
    const free = unit === undefined || unit.epoch < epoch || (unit.epoch === epoch && takeable);
    const holds = model.committedBy === undefined && free;
    expect(claimed !== undefined).toBe(holds);
    if (!holds) return;
    const base = unit?.base ?? 0;
    model.unit = {
      epoch,
      owner,
      leaseUntil: now + leaseMs,
      attempt: (unit?.attempt ?? 0) + 1,
      tries: (unit?.tries ?? 0) + 1,
      base,
      progress: unit?.checkpoint ?? noProgress,
      checkpoint: unit?.checkpoint,
    };
    expect(claimed).toMatchObject({ attempt: model.unit.attempt, tries: model.unit.tries, base });
    if (!model.closed) model.attempts.set(owner, { epoch, base });
  });

/** A backup copy's way: it only counts itself, whoever holds the lease. */
const join = (owner: string) =>
  command(`join(${owner})`, async (model, real) => {
    const { unit, opened: epoch } = model;
    const joined = await real.ledger.joinUnit(idOf(real), epoch);
    const holds = unit !== undefined && model.committedBy === undefined && unit.epoch === epoch;
    expect(joined !== undefined).toBe(holds);
    if (!holds) return;
    unit.attempt += 1;
    expect(joined).toMatchObject({ attempt: unit.attempt, base: unit.base });
    if (!model.closed) model.attempts.set(owner, { epoch, base: unit.base });
  });

const isStarted = (owner: string) => (model: Readonly<Model>) => model.attempts.has(owner);
/** Holds the claim, lease or no lease: another attempt of the same owner has the same right. */
const holdsClaim = ({ unit, committedBy }: Model, owner: string, epoch: number) =>
  committedBy === undefined && unit?.owner === owner && unit.epoch === epoch ? unit : undefined;

const beat = (owner: string, done: number) =>
  command(
    `beat(${owner}, ${done})`,
    async (model, real) => {
      const epoch = model.attempts.get(owner)?.epoch ?? 0;
      const progress = doneItems(done);
      const held = await real.ledger.heartbeatUnit(idOf(real), { owner, epoch, leaseMs, progress });
      const unit = holdsClaim(model, owner, epoch);
      expect(held).toBe(unit !== undefined);
      if (unit !== undefined) Object.assign(unit, { progress, leaseUntil: real.clock.now + leaseMs });
    },
    isStarted(owner),
  );

const checkpoint = (owner: string, done: number) =>
  command(
    `checkpoint(${owner}, ${done})`,
    async (model, real) => {
      const from = model.attempts.get(owner) ?? { epoch: 0, base: 0 };
      const progress = doneItems(done);
      const position = { done, start: done * 10, line: done + 1, attempts: 0, retriesUsed: 0 };
      const kept = { ...from, position, segments: [], progress, size: undefined };
      const holds = counts(model, from);
      expect(await real.ledger.checkpointUnit(idOf(real), kept)).toBe(holds);
      if (!holds || model.unit === undefined) return;
      const base = from.base + 1;
      model.unit = { ...model.unit, base, progress, checkpoint: progress, leaseUntil: 0, tries: 0 };
    },
    isStarted(owner),
  );

/** An attempt gives back what it holds, as one that failed by no fault of the unit: it may be late, and do so twice. */
const release = (owner: string) =>
  command(
    `release(${owner})`,
    async (model, real) => {
      const epoch = model.attempts.get(owner)?.epoch ?? 0;
      await real.ledger.releaseUnit(idOf(real), { owner, epoch });
      const unit = holdsClaim(model, owner, epoch);
      // A try that a checkpoint has forgotten, or that was given back before, is not given back again.
      if (unit !== undefined && unit.tries > 0) Object.assign(unit, { leaseUntil: 0, tries: unit.tries - 1 });
    },
    isStarted(owner),
  );

const commit = (owner: string) =>
  command(
    `commit(${owner})`,
    async (model, real) => {
      const from = model.attempts.get(owner) ?? { epoch: 0, base: 0 };
      const { epoch, base } = from;
      const receipt = makeReceipt(
        { unit: 0, firstItem: 0, succeeded: 1, failed: 0, bytes: Buffer.from('x') },
        { epoch, environment: owner },
      );
      const progress = progressOf(receipt);
      const holds = counts(model, from);
      expect(await real.ledger.commitUnit(idOf(real), receipt, { base, progress })).toBe(holds);
      if (!holds || model.unit === undefined) return;
      model.committedBy = owner;
      model.unit.progress = progress;
    },
    isStarted(owner),
  );

const expire = command('expire', async (_, real) => {
  real.clock.now += leaseMs + 1;
});

/** Seal's way: a new epoch for the run, a fence for who holds a claim. */
const close = command(
  'close',
  async (model, real) => {
    model.epoch += 1;
    model.closed = true;
    const fenced = await real.ledger.fenceUnit(idOf(real), model.epoch);
    expect(fenced).toBe(model.unit !== undefined && model.committedBy === undefined);
    if (fenced) Object.assign(model.unit ?? {}, { epoch: model.epoch, leaseUntil: 0 });
  },
  ({ closed }) => !closed,
);

const reopen = command(
  'reopen',
  async (model) => {
    model.epoch += 1;
    model.opened = model.epoch;
    model.closed = false;
  },
  ({ closed }) => closed,
);

test('whatever attempts do, a unit commits once at most, never from an old checkpoint, and never while its run is closed', async () => {
  const owner = fc.constantFrom(...owners);
  const step = fc.tuple(owner, fc.nat(9));
  const attempts = [
    owner.map(claim),
    step.map(([who, done]) => checkpoint(who, done)),
    step.map(([who, done]) => beat(who, done)),
    owner.map(release),
    owner.map(commit),
  ];
  // Most steps are attempts', of which many can't be made: each stands there several times.
  const commands = fc.commands(
    [...attempts, ...attempts, ...attempts, owner.map(join), ...[expire, close, reopen].map(fc.constant)],
    { maxCommands: 40, size: 'max' },
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
    }),
    { numRuns: 100 },
  );
});
