import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { startRun } from '../../../functions/trigger/start-run.ts';
import { ownTask } from '../../support/bundle-task.ts';
import { refusalOf } from '../../support/refusal-of.ts';
import { type Pipeline, startPipeline } from '../../support/start-pipeline.ts';
import { startTrigger, type Trigger } from './start-trigger.ts';

vi.spyOn(console, 'log').mockReturnValue();
let pipeline: Pipeline;
let trigger: Trigger;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
  trigger = await startTrigger(pipeline);
});
afterAll(() => Promise.all([trigger.machine.close(), pipeline.close()]));

type Event = Awaited<ReturnType<Trigger['put']>>;

/** What the trigger gives to the state machine of an event; undefined if it starts nothing anew. */
async function inputOf(event: Event) {
  const before = trigger.machine.executions.size;
  const outcome = await startRun(trigger.around, event);
  if (outcome.outcome !== 'started' || trigger.machine.executions.size === before) return undefined;
  return JSON.parse(trigger.machine.executions.get(`${outcome.runId}-inbox`)?.input ?? '');
}

test('Plan refuses a run whose object was put anew since its event', async () => {
  const input = await inputOf(await trigger.put('inbox/early.jsonl', '{"n":1}\n'));
  await trigger.put('inbox/early.jsonl', '{"n":2}\n');

  const refusal = await refusalOf(pipeline.plan(input));

  expect(refusal.code).toBe('SourceDiffers');
  expect(refusal.message).toMatch(
    /inbox\/early\.jsonl is not the object that the run was asked for: its ETag is/,
  );
  expect(await pipeline.ledger.getRun(input.runId)).toBeUndefined();
});

test.each([
  [{ etag: '"d41d8cd98f00b204e9800998ecf8427e"' }, /its ETag is [0-9a-f]{32} and not d41d8cd9/],
  [{ versionId: 'v1' }, /its version is none and not v1/],
])('whoever asks may name the object too: %j', async (named, says) => {
  const uri = await pipeline.putSource('named.jsonl', '{"n":1}\n');
  const refusal = await refusalOf(pipeline.plan({ source: { uri, ...named } }));
  expect(refusal).toMatchObject({ code: 'SourceDiffers', message: expect.stringMatching(says) });
});

test('an ETag is taken with quotes and without', async () => {
  const uri = await pipeline.putSource('named.jsonl', '{"n":1}\n');
  const etag = (await pipeline.store.head('bucket', 'named.jsonl'))?.etag ?? '';
  for (const given of [etag, etag.replaceAll('"', '')])
    expect((await pipeline.plan({ source: { uri, etag: given } })).plan.items).toBe(1);
});

test('however puts, events and plans are mixed, what was put last has one run, and no content has two', async () => {
  const key = fc.constantFrom('inbox/x.jsonl', 'inbox/y.csv', 'inbox/z.json');
  const step = fc.record({
    what: fc.constantFrom('put', 'put', 'deliver', 'deliver', 'deliver', 'plan'),
    key,
    pick: fc.nat(100),
  });
  let contents = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const events: Event[] = [];
      const waiting: Awaited<ReturnType<typeof inputOf>>[] = [];
      const planned: string[] = [];
      const last = new Map<string, string>();
      const nameOf = ({ source }: { source: { uri: string; etag: string } }) =>
        `${source.uri} ${source.etag}`;
      const deliver = async (event: Event | undefined) => {
        const input = event && (await inputOf(event));
        if (input !== undefined) waiting.push(input);
      };
      const plan = async (input: { source: { uri: string; etag: string } } | undefined) => {
        if (input === undefined) return;
        try {
          const { plan } = await pipeline.plan(input);
          const row = await pipeline.ledger.getRun(plan.run.runId);
          planned.push(`${input.source.uri} ${row?.source[0]?.etag.replaceAll('"', '')}`);
          expect(planned.at(-1)).toBe(nameOf(input));
        } catch (error) {
          if (!(error instanceof FanfoldError)) throw error;
          expect(error.code).toBe('SourceDiffers');
        }
      };
      for (const { what, key, pick } of steps) {
        if (what === 'put') {
          contents += 1;
          const body = { csv: `n\n${contents}\n`, json: `[{"n":${contents}}]`, jsonl: `{"n":${contents}}\n` };
          const event = await trigger.put(
            key,
            body[key.endsWith('csv') ? 'csv' : key.endsWith('l') ? 'jsonl' : 'json'],
          );
          events.push(event);
          last.set(key, `s3://bucket/${key} ${event.detail.object.etag}`);
        }
        if (what === 'deliver') await deliver(events[pick % Math.max(1, events.length)]);
        if (what === 'plan') await plan(waiting.splice(pick % Math.max(1, waiting.length), 1)[0]);
      }
      // Every event comes at last, some again.
      for (const event of events.toReversed()) await deliver(event);
      for (const input of waiting) await plan(input);
      expect(planned.length).toBe(new Set(planned).size);
      for (const content of last.values()) expect(planned).toContain(content);
    }),
    { numRuns: 25 },
  );
});
