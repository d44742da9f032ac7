import { describe, expect, it } from 'vitest';
import { checkRule } from '../../../local/events/check-rule.ts';
import { createEvent, executionStatusEvent, objectCreatedEvent } from '../../../local/events/event.ts';
import { targetInput } from '../../../local/events/target-input.ts';
import type { Json } from '../../../local/step-functions/json.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const event = createEvent(account, {
  source: 'app',
  detailType: 'Order',
  detail: { id: 7, name: 'a "b"\n', tags: ['x', 'y'], nested: { a: 1 } },
  time: new Date('2026-03-01T10:20:30.456Z'),
});

const ruleWith = (target: object, pattern: Json = { source: ['app'] }) =>
  checkRule({
    name: 'rule',
    arn: 'arn:aws:events:us-east-1:000000000000:rule/rule',
    enabled: true,
    pattern,
    targets: [{ Id: 'Target0', Arn: functionArn, ...target }],
  });
const inputOf = (target: object): string => {
  const rule = ruleWith(target);
  const [first] = rule.targets;
  if (first === undefined) throw new Error('no target');
  return targetInput(first.input, event, rule);
};

describe("a target's input", () => {
  it('is the event', () => {
    expect(JSON.parse(inputOf({}))).toEqual(event);
    expect(event).toMatchObject({ version: '0', time: '2026-03-01T10:20:30Z', account: '000000000000' });
  });

  it('is constant text, or a part of the event', () => {
    expect(inputOf({ Input: '{"a":1}' })).toBe('{"a":1}');
    expect(inputOf({ InputPath: '$.detail.nested' })).toBe('{"a":1}');
    expect(inputOf({ InputPath: '$.detail.tags[1]' })).toBe('"y"');
  });

  it('is a template filled in: JSON outside of quotes, text within', () => {
    const InputPathsMap = {
      id: '$.detail.id',
      name: '$.detail.name',
      nested: '$.detail.nested',
      none: '$.none',
    };
    const InputTemplate =
      '{"id":<id>,"name":<name>,"text":"<id>: <name>","all":<nested>,"none":<none>,"gap":"[<none>]","rule":"<aws.events.rule-name>"}';
    expect(JSON.parse(inputOf({ InputTransformer: { InputPathsMap, InputTemplate } }))).toEqual({
      id: 7,
      name: 'a "b"\n',
      text: '7: a "b"\n',
      all: { a: 1 },
      none: null,
      gap: '[]',
      rule: 'rule',
    });
  });

  it('may hold the whole event', () => {
    const InputTemplate = '{"event":<aws.events.event.json>,"without":<aws.events.event>}';
    const { event: whole, without } = JSON.parse(inputOf({ InputTransformer: { InputTemplate } }));
    expect(whole).toEqual(event);
    expect({ ...without, detail: event.detail }).toEqual(event);
  });
});

describe('a rule', () => {
  const refusals: [string, object, Json, RegExp][] = [
    [
      'a target that is no function or machine',
      { Arn: 'arn:aws:sqs:us-east-1:0:q' },
      { a: [1] },
      /Targets\.0\.Arn/,
    ],
    ['an option of other targets', { EcsParameters: {} }, { a: [1] }, /EcsParameters/],
    ['a path that is not supported', { InputPath: '$..a' }, { a: [1] }, /InputPath \$\.\.a/],
    [
      'a placeholder without path',
      { InputTransformer: { InputTemplate: '<a>' } },
      { a: [1] },
      /<a>, which has no path/,
    ],
    ['a schedule only', {}, null, /EventPattern must be an object/],
  ];
  it.each(refusals)('is refused for %s', (_, target, pattern, message) => {
    expect(() => ruleWith(target, pattern)).toThrow(message);
  });

  it('is refused with all its problems', () => {
    expect(() => ruleWith({ InputPath: '$..a' }, { a: [{ cidr: 'x' }] })).toThrow(/2 problems/);
  });
});

describe('events of services', () => {
  it("have S3's shape", () => {
    const object = {
      bucket: 'b',
      key: 'a b/ü',
      size: 3,
      etag: '"abc"',
      sequencer: '01',
      reason: 'PutObject',
    } as const;
    expect(objectCreatedEvent(account, object)).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      resources: ['arn:aws:s3:::b'],
      detail: {
        version: '0',
        bucket: { name: 'b' },
        object: { key: 'a b/ü', size: 3, etag: 'abc', sequencer: '01' },
        reason: 'PutObject',
      },
    });
  });

  it("have Step Functions' shape", () => {
    const change = {
      executionArn: 'arn:execution',
      stateMachineArn: 'arn:machine',
      name: 'run',
      status: 'FAILED',
      startDate: 1,
      stopDate: 2,
      input: '{}',
      output: null,
    } as const;
    expect(executionStatusEvent(account, change)).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: ['arn:execution'],
      detail: change,
    });
  });
});
