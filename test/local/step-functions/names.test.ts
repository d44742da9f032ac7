import { describe, expect, it } from 'vitest';
import { parseArn } from '../../../local/step-functions/arns.ts';
import { findLabelProblem, isValidName } from '../../../local/step-functions/names.ts';

describe('isValidName()', () => {
  it.each<[string, boolean]>([
    ['a', true],
    ['run-1_2.3', true],
    ['Ärger', true],
    ["a'b!(c)@d+e=f", true],
    ['a'.repeat(80), true],
    ['a'.repeat(81), false],
    ['', false],
    ...[...' \t\n<>{}[]?*"#%\\^|~`$&,;:/\u0000\u007f\u0085\ufffe\uffff'].map((bad): [string, boolean] => [
      `a${bad}`,
      false,
    ]),
    ['🙂', false],
  ])('%j: %s', (name, expected) => {
    expect(isValidName(name)).toBe(expected);
  });
});

describe('findLabelProblem()', () => {
  it.each([
    ['FanOut', undefined],
    ['l'.repeat(40), undefined],
    ['l'.repeat(41), 'Label cannot exceed 40 characters'],
    ['', 'Label cannot be empty'],
    ['a:b', "Label contains invalid character: ':'"],
    ['a`b', "Label contains invalid character: '`'"],
  ])('%j: %s', (label, problem) => {
    expect(findLabelProblem(label)).toBe(problem);
  });
});

describe('parseArn()', () => {
  const prefix = 'arn:aws:states:us-east-1:000000000000';
  it.each([
    [`${prefix}:stateMachine:m`, { kind: 'stateMachine', machine: 'm' }],
    [`${prefix}:stateMachine:m/L`, { kind: 'stateMachine', machine: 'm', label: 'L' }],
    [`${prefix}:stateMachine:m:3`, { kind: 'stateMachine', machine: 'm', qualifier: '3' }],
    [`${prefix}:execution:m:r1`, { kind: 'execution', machine: 'm', name: 'r1' }],
    [`${prefix}:execution:m/L:c`, { kind: 'execution', machine: 'm', label: 'L', name: 'c' }],
    [`${prefix}:express:m/L:c:i`, { kind: 'express', machine: 'm', label: 'L', name: 'c', id: 'i' }],
    [`${prefix}:mapRun:m/L:i`, { kind: 'mapRun', machine: 'm', label: 'L', id: 'i' }],
    [`${prefix}:mapRun:m:i`, undefined],
    [`${prefix}:activity:a`, undefined],
    ['arn:aws:lambda:us-east-1:0:function:f', undefined],
    ['', undefined],
  ])('%s', (arn, parsed) => {
    expect(parseArn(arn)).toEqual(parsed);
  });
});
