import fc from 'fast-check';
import { expect, test } from 'vitest';
import { priceRun } from '../../../core/cost/price-run.ts';
import { prices } from '../../../core/cost/prices.ts';
import { readPrices } from '../../../core/cost/read-prices.ts';
import { repriceCost } from '../../../core/cost/reprice-cost.ts';
import { noUsage, type RunUsage } from '../../../core/cost/run-usage.ts';

const total = (usage: RunUsage, table = prices) =>
  priceRun(usage, table).reduce((sum, { usd }) => sum + usd, 0);

/** 100 units of 30 s each with 1 GB, one of them retried; the run took a minute. */
const usage: RunUsage = {
  ...noUsage(),
  wallMs: 60_000,
  units: {
    invocations: 101,
    billedMs: 3_000_000,
    memoryMb: 1_024,
    standardChildren: 100,
    repeated: 1,
    expressChildren: 0,
    expressMs: 0,
    objects: 110,
    rowBytes: 204_800,
    heartbeats: 1_000,
  },
  merge: { steps: 1, jobs: 8, jobsMs: 24_000 },
  sourceObjects: 1,
  dataset: { objects: 1, bytes: 20 * 1_024 ** 2 },
};

test('each line is its quantity times its price', () => {
  const lines = priceRun(usage);
  expect(lines.map(({ what, quantity, unit }) => [what, quantity, unit])).toEqual([
    ['Lambda requests, units', 101, 'requests'],
    ['Lambda compute, units', 3_000, 'GB-s'],
    // Plan, Govern, PlanMerge twice, Seal, Report; 8 jobs.
    ['Lambda requests, others', 14, 'requests'],
    // A minute of the run, and 24 s of merge Lambdas beside it.
    ['Lambda compute, others (at most)', (84 * 1_769) / 1_024, 'GB-s'],
    // The parent 11, Govern 2, the merge 3 and 2 for each job; 4 for each unit, 1 for the retry.
    ['Step Functions state transitions', 11 + 2 + 3 + 16 + 400 + 1, 'transitions'],
    // The run's 9, the units', Govern's 3 each 5 s, the upload's begin and end and its 4 parts.
    ['S3 PUT, COPY, POST', 9 + 110 + 36 + 2 + 4, 'requests'],
    ['S3 GET', 1 + 101 + 220, 'requests'],
    // The run's 15; 3 for each claim and heartbeat; 200 KB of receipts, and their places in the index.
    ['DynamoDB writes', 15 + 3 * 1_101 + 200 + 200, 'writes'],
    // The run's row at each claim and heartbeat; all rows by PlanMerge twice, Seal and Report.
    ['DynamoDB reads', 101 + 500 + 4 * 50, 'reads'],
  ]);
  for (const { quantity, price, usd } of lines) expect(usd).toBe(quantity * price);
});

test('EXPRESS children are paid by request and duration, not by transition', () => {
  const { units } = usage;
  const express = {
    ...usage,
    units: { ...units, standardChildren: 0, expressChildren: 100, expressMs: 3_010_000 },
  };
  const lines = new Map(priceRun(express).map((line) => [line.what, line]));
  expect(lines.get('Step Functions state transitions')?.quantity).toBe(11 + 2 + 3 + 16);
  expect(lines.get('Step Functions Express requests')?.usd).toBeCloseTo(0.0001);
  expect(lines.get('Step Functions Express duration')).toMatchObject({ quantity: 188.125, unit: 'GB-s' });
});

test('x86 costs a quarter more than arm64', () => {
  const compute = (architecture: RunUsage['architecture']) =>
    priceRun({ ...usage, architecture }).find(({ unit }) => unit === 'GB-s')?.usd ?? 0;
  expect(compute('x86_64') / compute('arm64')).toBeCloseTo(1.25, 4);
});

test('costs grow with everything that is used', () => {
  const names = Object.keys(usage.units).filter((name) => name !== 'memoryMb');
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.integer({ min: 1, max: 1_000_000 }), (name, more) => {
      const before = new Map(Object.entries(usage.units)).get(name) ?? 0;
      const units = { ...usage.units, [name]: before + more };
      expect(total({ ...usage, units })).toBeGreaterThanOrEqual(total(usage));
    }),
  );
});

test('a bill at other prices has the same quantities', () => {
  const lines = priceRun(usage);
  const usd = total(usage);
  const cost = { region: 'us-east-1', pricesAsOf: '2026-09-23', lines, usd, perMillionItemsUsd: usd * 10 };
  const doubled = {
    ...prices,
    region: 'eu-west-1',
    asOf: '2027-01-01',
    stateTransition: 2 * prices.stateTransition,
  };
  const repriced = repriceCost(cost, doubled);
  expect(repriced.lines).toEqual(priceRun(usage, doubled));
  expect(repriced).toMatchObject({ region: 'eu-west-1', pricesAsOf: '2027-01-01' });
  expect(repriced.usd - usd).toBeCloseTo(433 * prices.stateTransition);
  expect(repriced.perMillionItemsUsd).toBeCloseTo(repriced.usd * 10);
  const strange = { ...cost, lines: [{ what: 'Rent', quantity: 1, unit: 'months', price: 1, usd: 1 }] };
  expect(() => repriceCost(strange, prices)).toThrow('"Rent"');
});

test('other prices are read from JSON', () => {
  const other = { ...prices, region: 'eu-central-1', stateTransition: 0.1 };
  const read = readPrices(JSON.stringify(other), 'prices.json');
  expect(read).toEqual(other);
  expect(priceRun(usage, read).find(({ unit }) => unit === 'transitions')?.usd).toBeCloseTo(43.3);
});

test.each([
  ['{', ['prices.json is no JSON']],
  [JSON.stringify({ ...prices, s3Get: -1, asOf: 'soon', tax: 1 }), ['s3Get', 'asOf', 'tax', '3 problems']],
])('a table that is none is refused, all problems at once: %s', (text, words) => {
  for (const word of words) expect(() => readPrices(text, 'prices.json')).toThrow(word);
});
