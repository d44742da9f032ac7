import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, TestCloud } from '../helpers/cloud.ts';
import { only } from '../helpers/states.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

describe('Wait', () => {
  it('waits for seconds and until timestamps', async () => {
    const execution = await cloud.run(
      'wait',
      {
        StartAt: 'Zero',
        States: {
          Zero: { Type: 'Wait', Seconds: 0, Next: 'Past' },
          Past: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', Next: 'Soon' },
          Soon: { Type: 'Wait', Timestamp: '{% $states.input.at %}', Output: 'waited', End: true },
        },
      },
      { at: new Date(Date.now() + 50).toISOString() },
    );
    expect(json(execution.output)).toBe('waited');
  });

  it('refuses what is no timestamp', async () => {
    const state = { Type: 'Wait', Timestamp: '{% 5 %}', End: true };
    const execution = await cloud.run('wait-wrong', only(state));
    expect(execution.error).toBe('States.QueryEvaluationError');
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events[2]).toMatchObject({ type: 'EvaluationFailed', previousEventId: 2 });
  });
});
