import { expect, test } from 'vitest';
import { subjectOf } from '../../../functions/logging/subject-of.ts';

const arn = 'arn:aws:states:us-east-1:123456789012:execution:machine:run';

test.each([
  ['a unit', { run: { runId: 'r', epoch: 1 }, unit: { unit: 3, items: 9 } }, { run: 'r', unit: 3 }],
  ['Plan', { input: { runId: 'r' }, execution: { arn, name: 'n' } }, { run: 'r', execution: arn }],
  ['Plan, whose input names no run', { input: [1], execution: { arn } }, { execution: arn }],
  ['Govern', { run: { runId: 'r' }, executionArn: arn }, { run: 'r', execution: arn }],
  ['a merge', { runId: 'r', step: 1, job: { job: 2 } }, { run: 'r', job: 2 }],
  ['Seal', { runId: 'r', executionArn: arn, merge: {} }, { run: 'r', execution: arn }],
  [
    'EventBridge',
    { 'detail-type': 'x', detail: { executionArn: arn, status: 'FAILED' } },
    { execution: arn },
  ],
  ['nobody', { run: 5, unit: 'x', job: null }, {}],
  ['nobody, not even an object', null, {}],
])('an event of %s', (_, event, subject) => {
  expect(subjectOf(event)).toEqual(subject);
});
