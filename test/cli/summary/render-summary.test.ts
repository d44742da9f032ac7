import { expect, test } from 'vitest';
import { renderSummary } from '../../../cli/summary/render-summary.ts';
import { makeReport } from '../../client/make-report.ts';
import { makeFailedReport, makeFailure, makeResult } from '../make-result.ts';

const context = {
  continueWith: 'fanfold run t.ts --input x.json --run-id run-1',
  acceptWith: 'fanfold run t.ts --input x.json --run-id run-1',
  retryWith: 'fanfold retry run-1 --task t.ts',
  filesWith: 'fanfold run t.ts --input x.json --run-id run-1',
  showPath: (path: string) => path,
};
const delivery = {
  directory: 'out',
  dataset: {
    files: [{ path: 'out/data.jsonl', sha256: 'ab'.repeat(32) }],
    manifest: 'out/manifest.json',
  },
  failures: 'out/failures.jsonl',
  report: 'out/report.json',
  page: 'out/report.html',
  removed: [],
  strays: [],
};

test('a run that succeeded', () => {
  expect(renderSummary(makeResult(), context)).toBe(`SUCCEEDED  run-1

Items      100 succeeded
Units      4 succeeded
Rows       100
Data set   s3://bucket/datasets/double/run-1/1/data.jsonl
           100 rows, 1.2 KB, CRC64NVME AAAAAAAAAAA=
Manifest   s3://bucket/datasets/double/run-1/1/manifest.json

Total execution time reduction    3.4× less than one thread
                                  wall 10 s, its items one after another 34 s
Resource utilization efficiency   85 % = busy 34 s / provisioned 40 s
                                  busy: item run time; provisioned: billed time × slots, with init
Task failure rate per thread      0 % on average over 4 execution environments

          p50      p90      p99     max
unit      8 s    8.5 s      9 s     9 s
item   320 ms   400 ms   612 ms   1.1 s

Cost on AWS   $0.0123, estimated at prices of us-east-1 as of 2026-09-23, without free tier
Report        s3://bucket/runs/run-1/report.json
Logs          /state/lambda/logs

To get these files into a folder:
  fanfold run t.ts --input x.json --run-id run-1 --out <dir>
`);
});

test('a run that failed names what failed, why, where, and how to go on', () => {
  const examples = [{ code: 'thrown' as const, record: makeFailure() }];
  const text = renderSummary(makeResult(makeFailedReport(), { examples }), context);
  expect(text).toContain('FAILED  run-1\nToleratedFailureThresholdExceeded: 30 of 100 items failed\n');
  expect(text).toContain('Items      65 succeeded, 30 failed, 5 not run of 100\n');
  expect(text).toContain('Units      3 succeeded, 1 not run of 4\n');
  expect(text).toContain(`Failed items
  thrown    28   line 14: the movie has no gross
  timeout    2
`);
  expect(text).toContain('Threads that failed most, by log stream\n  env-1   50 %   25 of 50 items\n');
  expect(text).toContain(`Fix the cause, then run what failed or never ran, and only that:
  fanfold retry run-1 --task t.ts
Or accept the failed items (what is committed is not run again), with a higher P:
  fanfold run t.ts --input x.json --run-id run-1 --tolerated-failure-percentage P
`);
});

test('a run that succeeded with failed items says how to run only these again', () => {
  const report = makeReport({ items: { total: 100, succeeded: 97, failed: 3, notRun: 0 } });
  expect(renderSummary(makeResult(report), context)).toContain(
    'Fix the cause, then run again what failed, and only that:\n  fanfold retry run-1 --task t.ts\n',
  );
  expect(renderSummary(makeResult(), context)).not.toContain('fanfold retry');
});

test('a run that was stopped says how to do the rest', () => {
  const report = makeFailedReport({
    completionReason: 'STOPPED',
    error: { code: 'Stopped', message: 'The run was stopped' },
  });
  expect(renderSummary(makeResult(report), context)).toContain(
    'To go on (what is committed is not run again):\n  fanfold run t.ts --input x.json --run-id run-1\n',
  );
});

test('a fan-out that does not pay is told so', () => {
  const report = makeReport();
  const timing = { ...report.timing, wallMs: 3_870, sequentialMs: 1.2, speedup: 0.00031 };
  const utilization = { ...report.utilization, busyMs: 1.2 };
  expect(renderSummary(makeResult({ ...report, timing, utilization }), context)).toContain(
    '0.00031×: items of 12 µs are too small for a fan-out to pay',
  );
});

test('an empty source is told so', () => {
  const none = { total: 0, succeeded: 0, failed: 0, notRun: 0 };
  const text = renderSummary(makeResult(makeReport({ items: none, units: none, rows: 0 })), context);
  expect(text).toContain('Items      none: the source is empty, and so is the data set\n');
  expect(text).not.toContain('p99');
});

test('with --out it names the files, and a data set that is not of this run', () => {
  const text = renderSummary(makeResult(makeReport(), { delivery }), context);
  expect(text).toContain('Data set   out/data.jsonl\n');
  expect(text).toContain(`           sha256 ${'ab'.repeat(32)}\n`);
  expect(text).not.toContain('s3://');
  const stale = { ...delivery, dataset: undefined, strays: ['out/data.jsonl'] };
  expect(renderSummary(makeResult(makeFailedReport(), { delivery: stale }), context)).toContain(
    'out/data.jsonl is of an earlier run',
  );
});

test('of several objects it shows the first, the last and how many there are', () => {
  const [object] = makeReport().dataset?.objects ?? [];
  const uris = Array.from(
    { length: 12 },
    (_, at) => `s3://bucket/d/data-${String(at + 1).padStart(5, '0')}.csv`,
  );
  const report = makeReport();
  const dataset = report.dataset && {
    ...report.dataset,
    objects: uris.map((uri) => ({ bytes: 1, crc64nvme: '', ...object, uri })),
  };
  expect(renderSummary(makeResult({ ...report, dataset }), context)).toContain(`
Data set   s3://bucket/d/data-00001.csv
           …
           s3://bucket/d/data-00012.csv
           12 objects in this order
           100 rows, `);
  const files = uris.map((_, at) => ({ path: `out/data-${at + 1}.csv`, sha256: 'ab' }));
  const several = {
    ...delivery,
    dataset: { ...delivery.dataset, files: files.slice(0, 2) },
    removed: ['out/data.jsonl', 'out/data-1.jsonl'],
    strays: ['out/data.csv'],
  };
  const text = renderSummary(makeResult(report, { delivery: several }), context);
  expect(text).toContain(
    'Data set   out/data-1.csv\n           out/data-2.csv\n           2 objects in this order\n',
  );
  expect(text).not.toContain('sha256');
  expect(text).toContain('Removed out/data.jsonl and 1 more file of the data set that lay there before.\n');
  expect(text).toContain('out/data.csv is of an earlier run: no part of this data set.\n');
});

test('a run that was continued says what its figures count', () => {
  expect(renderSummary(makeResult(makeReport(), { continued: true }), context)).toContain(
    'the time reduction is of this execution',
  );
});

test('no line of its own is longer than 100 columns', () => {
  const message = 'a long message '.repeat(30);
  const report = makeFailedReport({ error: { code: 'Failed', message } });
  const examples = [{ code: 'thrown' as const, record: makeFailure({ message }) }];
  const text = renderSummary(makeResult(report, { examples, continued: true }), context);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('without a report it still says how the run ended and how to go on', () => {
  const result = makeResult();
  const outcome = {
    status: 'FAILED' as const,
    runId: 'run-1',
    executionArn: 'arn:execution',
    completionReason: 'STOPPED' as const,
    report: null,
    error: { code: 'Stopped', message: 'run run-1 was stopped' },
  };
  expect(renderSummary({ ...result, outcome }, context)).toBe(`FAILED  run-1
Stopped: run run-1 was stopped

To go on (what is committed is not run again):
  fanfold run t.ts --input x.json --run-id run-1
`);
});

test('advice names the setting, the value to give it and why; a run that is well tuned gets no word of it', () => {
  const report = makeReport({
    advice: [
      {
        code: 'units-too-small',
        setting: 'unitItems',
        from: '10',
        to: '400',
        figures: { overheadShare: 0.6 },
        text: 'Units take 60 % of their time for themselves.',
      },
    ],
  });
  expect(renderSummary(makeResult(report), context)).toContain(
    'What to change\n  unitItems: 400 instead of 10\n    Units take 60 % of their time for themselves.\n\nCost on AWS',
  );
  expect(renderSummary(makeResult(makeReport()), context)).not.toContain('What to change');
});
