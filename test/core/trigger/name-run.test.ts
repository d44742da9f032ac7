import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runId as runIdSchema } from '../../../core/contracts/execution-input.ts';
import { nameRun, readExecutionName, startOfEtag } from '../../../core/trigger/index.ts';

const put = fc.record({
  bucket: fc.constantFrom('bucket', 'other'),
  key: fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).map((rest) => `inbox/${rest}`),
  etag: fc.oneof(
    fc.stringMatching(/^[0-9a-f]{32}$/),
    fc.stringMatching(/^[0-9a-f]{32}-[1-9]\d{0,3}$/),
    fc.string({ minLength: 1 }),
  ),
  versionId: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  sequencer: fc.stringMatching(/^[0-9A-F]{16,24}$/),
});

describe('the name of a run', () => {
  test('is a run id and an execution name, whatever the key', () => {
    fc.assert(
      fc.property(put, (given) => {
        const { runId, executionName } = nameRun(given);
        expect(runIdSchema.safeParse(runId).success).toBe(true);
        expect(executionName).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
        expect(executionName.startsWith(runId)).toBe(true);
      }),
    );
  });

  test('is the same for all events of one put', () => {
    fc.assert(
      fc.property(put, (given) => {
        expect(nameRun({ ...given })).toEqual(nameRun(given));
      }),
    );
  });

  test('is another for another put, also where parts of both read alike when joined', () => {
    fc.assert(
      fc.property(put, put, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(nameRun(one).runId).not.toBe(nameRun(other).runId);
      }),
    );
    const moved = { bucket: 'b', key: 'inbox/a', etag: 'e', versionId: undefined };
    expect(nameRun({ ...moved, etag: 'e1', sequencer: '2' }).runId.slice(-20)).not.toBe(
      nameRun({ ...moved, etag: 'e', sequencer: '12' }).runId.slice(-20),
    );
  });

  test('is another for the same content put again under the same key', () => {
    const first = { bucket: 'b', key: 'inbox/a.jsonl', etag: 'e', sequencer: '0061' };
    expect(nameRun(first)).not.toEqual(nameRun({ ...first, sequencer: '0062' }));
  });

  test('can be told from its execution, with the start of the ETag', () => {
    fc.assert(
      fc.property(put, (given) => {
        const { runId, executionName } = nameRun(given);
        expect(readExecutionName(executionName)).toEqual({ runId, etagStart: startOfEtag(given.etag) });
      }),
    );
  });

  test.each([
    'nightly-inbox',
    'flight-delays-20260101-120000-abcd-1',
    'flights-d41d8cd9-0123456789abcdef0123-1',
    '-d41d8cd9-0123456789abcdef0123-inbox',
    `${'a'.repeat(31)}-d41d8cd9-0123456789abcdef0123-inbox`,
  ])('%s is none of it', (name) => {
    expect(readExecutionName(name)).toBeUndefined();
  });

  test.each([
    ['inbox/flights.jsonl', 'flights'],
    ['inbox/2026/08/flights.csv.gz', 'flights'],
    ['inbox/report.2026.json', 'report-2026'],
    ['inbox/Žluťoučký kůň.csv', 'Zlutoucky-kun'],
    ['inbox/日本.json', 'object'],
    ['inbox/.csv', 'object'],
    ['inbox/--a--', 'a'],
    [`inbox/${'long-'.repeat(20)}`, 'long-long-long-long-long-long'],
  ])('of %s starts with %s', (key, start) => {
    const { runId } = nameRun({ bucket: 'b', key, etag: 'd41d8cd98f00b204', sequencer: '1' });
    expect(runId).toMatch(new RegExp(`^${start}-d41d8cd9-[0-9a-f]{20}$`));
  });
});
