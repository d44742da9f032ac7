import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { executionInput } from '../../../core/contracts/execution-input.ts';
import { describeOptions, readOptions, type Sidecar } from '../../../core/trigger/index.ts';
import { refusalOf } from '../../support/refusal-of.ts';

const uri = 's3://bucket/inbox/a.jsonl';
const beside = (text: string): Sidecar => ({
  key: 'inbox/a.jsonl.options.json',
  bytes: Buffer.byteLength(text),
  text,
});
const read = (metadata: Record<string, string>, sidecar?: object | string) =>
  readOptions(uri, {
    metadata,
    sidecar:
      sidecar === undefined
        ? undefined
        : beside(typeof sidecar === 'string' ? sidecar : JSON.stringify(sidecar)),
  });

const refused = (attempt: () => unknown) => refusalOf((async () => attempt())());

const options = fc.record(
  {
    format: fc.constantFrom('jsonl', 'csv', 'parquet'),
    compress: fc.constantFrom('none', 'gzip', 'zstd'),
    maxObjectSize: fc.constantFrom('64 MB', '1 GB'),
    maxConcurrency: fc.integer({ min: 1, max: 10_000 }),
    adaptiveConcurrency: fc.boolean(),
    unitItems: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 1_000_000 })),
    toleratedFailurePercentage: fc.constantFrom(0, 2.5, 100),
    toleratedFailureCount: fc.nat(),
    itemConcurrency: fc.integer({ min: 1, max: 1_000 }),
    timeout: fc.constantFrom('2 seconds', '1 minute'),
    retries: fc.integer({ min: 0, max: 100 }),
  },
  { requiredKeys: [] },
);

const asMetadata = (given: object) =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      `fanfold-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      String(value),
    ]),
  );

describe('options of an object', () => {
  test('are the same by metadata and by sidecar, and an execution takes them', () => {
    fc.assert(
      fc.property(options, (given) => {
        expect(read(asMetadata(given))).toEqual(given);
        expect(read({}, given)).toEqual(given);
        expect(executionInput.safeParse({ ...read({}, given), source: { uri } }).success).toBe(true);
      }),
    );
  });

  test('in metadata go before those of the sidecar', () => {
    fc.assert(
      fc.property(options, options, (metadata, sidecar) => {
        expect(read(asMetadata(metadata), sidecar)).toEqual({ ...sidecar, ...metadata });
      }),
    );
  });

  test("in metadata are fanfold's only by their prefix", () => {
    expect(read({ owner: 'me', 'max-concurrency': 'x', 'fanfold-retries': '0' })).toEqual({ retries: 0 });
  });

  test('are none without metadata and sidecar', () => {
    expect(read({})).toEqual({});
    expect(read({}, { version: 1 })).toEqual({ version: 1 });
  });

  test('are refused with every problem of both, each with its value and what is allowed', async () => {
    const { code, message: text } = await refused(() =>
      read(
        { 'fanfold-max-concurrency': 'many', 'fanfold-unit-items': 'some', 'fanfold-compres': 'gzip' },
        { maxConcurrency: 0, source: { uri }, runId: 'mine', format: 'xlsx', version: 2, tags: 1 },
      ),
    );
    expect(code).toBe('InvalidRunInput');
    const [first, ...problems] = text.split('\n');
    expect(first).toBe(`The options of ${uri} are not valid: 9 problems:`);
    expect(problems).toEqual([
      '  - metadata fanfold-max-concurrency is "many": Invalid input: expected number, received string',
      '  - metadata fanfold-unit-items is "some": Invalid input: expected "auto", or Invalid input: expected number, received string',
      expect.stringMatching(
        /^ {2}- metadata fanfold-compres is no option; the options are fanfold-format, fanfold-compress, .*fanfold-retries$/,
      ),
      expect.stringMatching(/^ {2}- sidecar maxConcurrency is 0: Too small: .*>=1$/),
      '  - sidecar source is no option: the source is the object itself',
      '  - sidecar runId is no option: each put names its own run',
      expect.stringMatching(/^ {2}- sidecar format is "xlsx": .*"jsonl"\|"csv"\|"parquet"$/),
      expect.stringMatching(/^ {2}- sidecar version is 2: .*expected 1$/),
      expect.stringMatching(
        /^ {2}- sidecar tags is no option; the options are version, format, compress, .*retries$/,
      ),
    ]);
  });

  test.each([
    ['{', /is no JSON: /],
    ['', /is no JSON: /],
    ['[]', /is \[\]; it must be an object such as/],
    ['null', /is null; it must be an object such as/],
    ['{"__proto__": {"retries": 1}}', /sidecar __proto__ is no option/],
    ['{"constructor": 1}', /sidecar constructor is no option/],
  ])('in a sidecar %s are refused', async (text, message) => {
    expect((await refused(() => read({}, text))).message).toMatch(message);
  });

  test('in a large sidecar are refused', async () => {
    const sidecar = { key: 'inbox/a.jsonl.options.json', bytes: 65_537, text: undefined };
    expect((await refused(() => readOptions(uri, { metadata: {}, sidecar }))).message).toBe(
      `The options of ${uri} are not valid: the sidecar inbox/a.jsonl.options.json has 65537 bytes; it may have 65536`,
    );
  });

  test('are described with an example that is taken', () => {
    const { allowed, example } = describeOptions();
    expect(allowed.metadata).toContain('fanfold-max-concurrency');
    expect(allowed.sidecar).not.toContain('source');
    expect(read(example.metadata)).toEqual(example.sidecar);
    expect(read({}, example.sidecar)).toEqual(example.sidecar);
  });
});
