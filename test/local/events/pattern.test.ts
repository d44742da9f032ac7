import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../local/events/pattern.ts';
import type { JsonObject } from '../../../local/step-functions/json.ts';

const event: JsonObject = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::one', 'arn:aws:s3:::two'],
  detail: {
    bucket: { name: 'one' },
    object: { key: 'in/Flights.jsonl', size: 42 },
    none: null,
    empty: [],
    parts: [{ n: 1 }, { n: 2 }],
  },
};

const matching: [string, JsonObject][] = [
  ['exact values', { source: ['aws.ec2', 'aws.s3'] }],
  ['numbers', { detail: { object: { size: [42] } } }],
  ['null', { detail: { none: [null] } }],
  ['one element of an array', { resources: ['arn:aws:s3:::two'] }],
  ['one object of an array', { detail: { parts: { n: [2] } } }],
  ['prefix', { detail: { object: { key: [{ prefix: 'in/' }] } } }],
  ['suffix', { detail: { object: { key: [{ suffix: '.jsonl' }] } } }],
  ['suffix in any case', { detail: { object: { key: [{ suffix: { 'equals-ignore-case': '.JSONL' } }] } } }],
  ['equals-ignore-case', { detail: { object: { key: [{ 'equals-ignore-case': 'IN/flights.jsonl' }] } } }],
  ['wildcard', { detail: { object: { key: [{ wildcard: 'in/*.js*nl' }] } } }],
  ['anything-but', { detail: { bucket: { name: [{ 'anything-but': ['two', 'three'] }] } } }],
  [
    'anything-but a prefix',
    { detail: { object: { key: [{ 'anything-but': { prefix: ['out/', 'tmp/'] } }] } } },
  ],
  ['exists', { detail: { object: { size: [{ exists: true }] } } }],
  ['exists: false', { detail: { object: { owner: [{ exists: false }] } } }],
  ['exists: false below an absent field', { detail: { deep: { er: [{ exists: false }] } } }],
  ['exists: false for an empty array', { detail: { empty: [{ exists: false }] } }],
  ['numeric', { detail: { object: { size: [{ numeric: ['>', 41, '<=', 42] }] } } }],
  ['$or', { source: ['aws.s3'], $or: [{ 'detail-type': ['x'] }, { detail: { bucket: { name: ['one'] } } }] }],
];

const other: [string, JsonObject][] = [
  ['another value', { source: ['aws.ec2'] }],
  ['one field of two', { source: ['aws.s3'], 'detail-type': ['Object Deleted'] }],
  ['text for a number', { detail: { object: { size: ['42'] } } }],
  ['an absent field', { detail: { object: { owner: ['me'] } } }],
  ['prefix', { detail: { object: { key: [{ prefix: 'out/' }] } } }],
  ['a dot in a wildcard', { detail: { object: { key: [{ wildcard: 'in/Flights?jsonl' }] } } }],
  ['anything-but', { detail: { bucket: { name: [{ 'anything-but': 'one' }] } } }],
  ['anything-but of an absent field', { detail: { object: { owner: [{ 'anything-but': 'me' }] } } }],
  ['exists', { detail: { object: { owner: [{ exists: true }] } } }],
  ['numeric', { detail: { object: { size: [{ numeric: ['<', 42] }] } } }],
  ['$or', { $or: [{ source: ['a'] }, { source: ['b'] }] }],
];

const refused: [string, JsonObject, RegExp][] = [
  [
    'an unknown matcher',
    { detail: { ip: [{ cidr: '10.0.0.0/8' }] } },
    /cidr.*\$\.detail\.ip is not supported/,
  ],
  ['a value that is not in a list', { source: 'aws.s3' }, /\$\.source must be a list/],
  ['an empty list', { source: [] }, /\$\.source must be a list/],
  ['an empty pattern', {}, /empty/],
  ['a number of an unknown kind', { size: [{ numeric: ['!', 3] }] }, /numeric/],
  ['two matchers in one', { key: [{ prefix: 'a', suffix: 'b' }] }, /not supported/],
];

describe('event patterns', () => {
  it.each(matching)('match by %s', (_, pattern) => {
    expect(compilePattern(pattern)(event)).toBe(true);
  });

  it.each(other)('do not match %s', (_, pattern) => {
    expect(compilePattern(pattern)(event)).toBe(false);
  });

  it.each(refused)('refuse %s', (_, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
