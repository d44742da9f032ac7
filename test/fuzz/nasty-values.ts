import fc from 'fast-check';

const controls = ['\u0000', '\n', '\r', '\u001b[31m', '\u007f', '\u0085', '\u2028', '\u202e', '\ufeff'];
const surrogates = ['\ud800', '\udc00', 'a\udfff', '\ud83d'];
const paths = [
  '..',
  '../up',
  '../../runs/other',
  '/etc/passwd',
  'a/../b',
  './a',
  'a//b',
  '%2e%2e%2fup',
  '..\\up',
  '~',
];

/** Texts that have broken programs before: paths, control characters, halves of characters, all lengths. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...paths),
  fc.constantFrom(...controls).map((control) => `a${control}b`),
  fc.constantFrom(...surrogates),
  fc.constantFrom(
    '',
    ' ',
    'undefined',
    'null',
    '__proto__',
    'constructor',
    '{% $states.input %}',
    '${x}',
    '<b>&',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .constantFrom('x', 'é', '😀', '"', '\\', '\u0001')
    .chain((piece) =>
      fc.constantFrom(60, 61, 1_024, 1_025, 5_000, 40_000).map((count) => piece.repeat(count)),
    ),
);

/** Numbers at the edges of what numbers can be. */
const nastyNumber = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    0.5,
    1,
    1.5,
    100,
    101,
    10_000,
    10_001,
    2 ** 31,
    2 ** 53,
    2 ** 53 - 1,
    1e308,
    5e-324,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Durations and sizes, from none to beyond any number. */
const nastyAmount = fc
  .tuple(
    fc.constantFrom('0', '1', '0.0001', '15', '70', '999999999999', '9'.repeat(400), '-1', '1e3'),
    fc.constantFrom('ms', 'seconds', 'hours', 'minutes', 'MB', 'GB', 'B', 'fortnights'),
  )
  .map(([amount, unit]) => `${amount} ${unit}`);

/** JSON of a value with so many levels: deeper than JSON.stringify can go. */
function nest(depth: number): string {
  return `${'[{"deeper":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
}

const nastyUri = fc
  .tuple(
    fc.constantFrom(
      'bucket',
      'bucket',
      'bucket',
      'other-bucket',
      '..',
      'a..b',
      'BUCKET',
      '127.0.0.1',
      'x'.repeat(64),
    ),
    nastyText,
  )
  .map(([bucket, key]) => `s3://${bucket}/${key}`);

/** A value of JSON that hardly any field takes. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  nastyNumber,
  nastyAmount,
  nastyUri,
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null]),
  fc.array(nastyUri, { maxLength: 4 }),
  fc.constantFrom(1_001, 3_000).map((length) => Array.from({ length }, () => 's3://bucket/few.jsonl')),
  fc.jsonValue({ maxDepth: 3 }),
);

/** JSON of such a value, also of one that is nested deeply. */
export const nastyJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: nastyValue.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom(2, 98, 100, 102, 1_500, 6_000, 20_000).map(nest) },
);

/** A name that a field may have been given. */
export const nastyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'retry',
    'then',
    'toJSON',
  ),
  fc.constantFrom('destination', 'bucket', 'outputPrefix', 'sourc', 'Source', 'runID', 'etag', 'versionId'),
  nastyText,
);
