import { describe, expect, it } from 'vitest';
import { type Delivery, EventBus } from '../../../local/events/index.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const rule = {
  name: 'rule',
  arn: 'arn:rule',
  enabled: true,
  pattern: { source: ['aws.states', 'aws.s3'] },
  targets: [{ id: 'a', arn: 'arn:a', input: { kind: 'event' } as const }],
};
const aborted = {
  executionArn: 'arn:execution',
  stateMachineArn: 'arn:machine',
  name: 'run',
  status: 'ABORTED',
  startDate: 1,
  stopDate: 2,
  input: '{}',
  output: null,
} as const;
const object = { bucket: 'b', key: 'k', size: 1, etag: 'e', sequencer: '1', reason: 'PutObject' } as const;

function createBus(deliver: (delivery: Delivery) => Promise<void> = async () => {}) {
  const delivered: string[] = [];
  const logged: string[] = [];
  const bus = new EventBus({
    account,
    deliver: async (delivery) => {
      delivered.push(String(delivery.event['detail-type']));
      await deliver(delivery);
    },
    log: (line) => logged.push(line),
  });
  return { bus, delivered, logged };
}

describe('an event bus', () => {
  it('keeps events of the time before its rules are known', () => {
    const { bus, delivered } = createBus();
    bus.executionChanged(aborted);
    expect(delivered).toEqual([]);
    bus.configure({ rules: [rule], buckets: new Set() });
    expect(delivered).toEqual(['Step Functions Execution Status Change']);
    bus.configure({ rules: [rule], buckets: new Set() });
    expect(delivered).toHaveLength(1);
  });

  it('takes events of the buckets that send them, for rules that are enabled', () => {
    const { bus, delivered } = createBus();
    bus.configure({ rules: [rule], buckets: new Set(['other']) });
    bus.objectCreated(object);
    bus.configure({ rules: [{ ...rule, enabled: false }], buckets: new Set(['b']) });
    bus.objectCreated(object);
    expect(delivered).toEqual([]);
    bus.configure({ rules: [rule], buckets: new Set(['b']) });
    bus.objectCreated(object);
    expect(delivered).toEqual(['Object Created']);
  });

  it('logs a delivery that failed', async () => {
    const { bus, logged } = createBus(() => Promise.reject(new Error('throttled')));
    bus.configure({ rules: [rule], buckets: new Set() });
    bus.executionChanged(aborted);
    await new Promise(setImmediate);
    expect(logged).toEqual([
      expect.stringMatching(/^The rule rule could not deliver .* to arn:a: throttled$/),
    ]);
  });
});
