import { randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePlan } from '../../functions/plan/make-plan.ts';
import { ownTask } from '../support/bundle-task.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

const jsonl = Array.from({ length: 2_000 }, (_, n) => JSON.stringify({ n, text: crypto.randomUUID() })).join(
  '\n',
);
/** Elements of a JSON array, 20 MiB of them: several parts of an upload. */
const elements = Array.from({ length: 20 }, () => `"${randomBytes(3 * 2 ** 18).toString('base64')}"`).join(
  ',',
);

describe("a source that can't be split reliably", () => {
  test.each([
    [
      'truncated gzip',
      'cut.jsonl.gz',
      gzipSync(jsonl).subarray(0, -12),
      /cut\.jsonl\.gz can't be decompressed: .*whole gzip/,
    ],
    ['truncated zstd', 'cut.jsonl.zst', zstdCompressSync(jsonl).subarray(0, -12), /whole zstd/],
    ['gzip that is none', 'plain.jsonl.gz', Buffer.from(jsonl), /plain\.jsonl\.gz can't be decompressed/],
    ['JSONL that is gzip', 'gzip.jsonl', gzipSync(jsonl), /gzip\.jsonl can't be split/],
    ['a JSON object', 'object.json', Buffer.from('{"items":[]}'), /array/],
    ['a JSON array that is cut off', 'cut.json', Buffer.from('[{"n":1},{"n":2}'), /./],
    ['a CSV quote that is never closed', 'quote.csv', Buffer.from('n,text\n1,"a\n2,b\n'), /quote/],
    ['a CSV header with a column twice', 'twice.csv', Buffer.from('n,n\n1,2\n'), /"n"/],
    ['a compressed JSON array that is cut off', 'cut.json.gz', gzipSync('[{"n":1},{"n":2}'), /./],
    ['a large compressed one that breaks off', 'large.json.gz', gzipSync(`[${elements}}`, { level: 1 }), /./],
    [
      'a large compressed one, broken in its middle',
      'middle.json.gz',
      gzipSync(`[${elements}} ${elements}]`, { level: 1 }),
      /./,
    ],
  ])('%s is refused, nothing is left, and the run id is free', async (_, key, body, says) => {
    const uri = await pipeline.putSource(key, body);
    const runId = `refused-${key.replaceAll('.', '-')}`;

    const refusal = await refusalOf(pipeline.plan({ runId, source: { uri } }));

    expect(refusal.code).toBe('SourceRefused');
    expect(refusal.message).toMatch(says);
    expect(refusal.message).toContain(uri);
    expect(await pipeline.listKeys(`runs/${runId}/`)).toEqual([]);
    expect(await pipeline.listUploads()).toEqual([]);
    expect(await pipeline.ledger.getRun(runId)).toMatchObject({ status: 'REJECTED' });
    const { sealed } = await pipeline.run({ runId, source: { items: [{ n: 1 }] } });
    expect(sealed).toMatchObject({ status: 'SUCCEEDED', runId, generation: 1 });
  });

  test('one without items of several objects is refused for what is wrong with it', async () => {
    const uri = [
      await pipeline.putSource('one.csv', 'n,text\n1,a\n'),
      await pipeline.putSource('other.csv', 'text,n\na,1\n'),
    ];

    expect((await refusalOf(pipeline.plan({ source: { uri } }))).message).toMatch(
      /other\.csv has the columns \["text","n"\].*\["n","text"\]/,
    );
  });

  test.each([
    [
      'none of its objects is there',
      ['gone.jsonl', 'too.jsonl'],
      /no object s3:\/\/bucket\/gone\.jsonl, s3:\/\/bucket\/too\.jsonl/,
    ],
    [
      'its name tells no format',
      ['one.csv', 'data.bin'],
      /data\.bin.*\.jsonl, \.ndjson, \.csv, \.tsv and \.json/,
    ],
    ['its objects have several formats', ['one.csv', 'some.jsonl'], /several formats/],
  ])('%s', async (_, keys, says) => {
    await pipeline.putSource('one.csv', 'n\n1\n');
    await pipeline.putSource('data.bin', '');
    await pipeline.putSource('some.jsonl', '{"n":1}');

    const refusal = await refusalOf(
      pipeline.plan({ source: { uri: keys.map((key) => `s3://bucket/${key}`) } }),
    );

    expect(refusal.code).toBe('SourceRefused');
    expect(refusal.message).toMatch(says);
  });
});

describe("an input that can't be run is refused with every problem named", () => {
  test.each([
    [
      { maxConcurrency: -1, toleratedFailurePercentage: 101 },
      [/maxConcurrency.*-1/, /toleratedFailurePercentage.*101/, /source/],
    ],
    [
      { source: { uri: 'http://x/y' }, runId: '../up' },
      [/source\.uri.*"http:\/\/x\/y".*s3:\/\/bucket\/key/, /runId.*"\.\.\/up".*letters/],
    ],
    [{ source: { uri: 's3://bucket/k.csv', delimeter: ';' } }, [/source.*delimeter/]],
    [{ source: { items: [] }, unitItms: 5, retries: 1.5 }, [/unitItms/, /retries.*1\.5/]],
    [{ source: { items: [] }, timeout: '2 fortnights' }, [/timeout.*"2 fortnights".*'2 seconds'/]],
    [{ source: { items: [] }, format: 'xml' }, [/format.*"xml".*jsonl/]],
    ['nothing', [/object.*"nothing"|"nothing".*object/]],
  ])('%j', async (input, problems) => {
    const event = { input, execution: pipeline.executions.start('refused') };
    const around = { ...pipeline, ...pipeline.executions, pool: undefined };

    const refusal = await refusalOf(makePlan(around, event));

    expect(refusal.code).toBe('InvalidRunInput');
    for (const problem of problems) expect(refusal.message).toMatch(problem);
    expect(refusal.message).toContain('s3://my-bucket/items.jsonl');
    expect(refusal.message).not.toMatch(/"code":/);
  });

  test("an execution's name that is no run id", async () => {
    const event = { input: { source: { items: [] } }, execution: pipeline.executions.start('_1') };

    const refusal = await refusalOf(
      makePlan({ ...pipeline, ...pipeline.executions, pool: undefined }, event),
    );

    expect(refusal.code).toBe('InvalidRunInput');
    expect(refusal.message).toMatch(/runId.*"_1".*starting with a letter or digit/);
    expect(refusal.message).not.toContain('{ "code"');
  });
});

describe('a run id', () => {
  test('stands for one source', async () => {
    const source = { uri: await pipeline.putSource('mine.jsonl', '{"n":1}') };
    await pipeline.run({ runId: 'mine', source });
    const other = { uri: await pipeline.putSource('theirs.jsonl', '{"n":1}') };

    const refusal = await refusalOf(pipeline.plan({ runId: 'mine', source: other }));
    await pipeline.putSource('mine.jsonl', '{"n":2}');
    const changed = await refusalOf(pipeline.plan({ runId: 'mine', source }));

    expect([refusal.code, changed.code]).toEqual(['SourceDiffers', 'SourceDiffers']);
    expect(refusal.message).toMatch(/mine\.jsonl.*theirs\.jsonl/);
  });

  test('that succeeded stands for its settings', async () => {
    const source = { items: [{ n: 1 }] };
    await pipeline.run({ runId: 'settled', source, retries: 2 });

    const refusal = await refusalOf(
      pipeline.plan({ runId: 'settled', source, retries: 3, timeout: '1 minute' }),
    );

    expect(refusal.code).toBe('SourceDiffers');
    expect(refusal.message).toMatch(/retries was 2, now 3/);
    expect(refusal.message).toMatch(/timeoutMs was 20000, now 60000/);
  });

  test('is refused while an execution of it is running', async () => {
    const source = { items: [{ n: 1 }] };
    const running = await pipeline.plan({ runId: 'running', source });

    const refusal = await refusalOf(pipeline.plan({ runId: 'running', source }));

    expect(refusal.code).toBe('RunInProgress');
    expect(refusal.message).toContain(running.execution.arn);
    const { sealed } = await pipeline.finish(running);
    expect(sealed.status).toBe('SUCCEEDED');
  });

  test('is opened by one of two executions that start at once', async () => {
    const input = { runId: 'race', source: { items: [{ n: 1 }] } };

    const outcomes = await Promise.allSettled([pipeline.plan(input), pipeline.plan(input)]);

    const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(opened).toHaveLength(1);
    expect(outcomes).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'RunInProgress' }),
    });
  });
});

describe('a source that changes after Plan', () => {
  test.each(['changed', 'gone'])('%s: ends the run', async (how) => {
    const uri = await pipeline.putSource('moving.jsonl', '{"n":1}\n{"n":2}\n');
    const opened = await pipeline.plan({ source: { uri }, unitItems: 1 });
    if (how === 'changed') await pipeline.putSource('moving.jsonl', '{"n":7}\n{"n":8}\n');
    else await pipeline.s3.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'moving.jsonl' }));

    const [first, second] = await pipeline.readUnits(opened);
    if (first === undefined || second === undefined) throw new Error('there are two units');
    const refusal = await refusalOf(pipeline.runUnit(opened, first));
    const answer = await pipeline.answerUnit(opened, second);
    const sealed = await pipeline.seal(opened);

    expect(refusal.code).toBe('SourceChanged');
    expect(refusal.message).toContain(uri);
    expect(answer).toMatchObject({ status: 'STOPPED', reason: 'SOURCE_CHANGED' });
    expect(sealed).toMatchObject({
      status: 'FAILED',
      completionReason: 'SOURCE_CHANGED',
      dataset: null,
      error: { code: 'SourceChanged', message: expect.stringContaining(uri) },
    });
  });
});
