import { expect, test } from 'vitest';
import { define, read, readLogs, start } from './functions.ts';

test('each environment has a log stream, with all output in order', async () => {
  const lambda = await start();
  lambda.createFunction(
    await define(`console.log('loading');
      export const handler = async (event, context) => {
        console.log('first\\nline');
        process.stdout.write('plain\\n');
        console.error('second', { n: event });
        return context.logStreamName;
      };`),
  );

  const cold = await lambda.invoke('work', '1');
  const warm = await lambda.invoke('work', '2');
  const logs = await readLogs(lambda.root, 'work');

  const stream = String(read(cold));
  expect(read(warm)).toBe(stream);
  expect(Object.keys(logs)).toEqual([stream]);
  const lines = (logs[stream] ?? '')
    .replaceAll(/[0-9a-f-]{36}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
  const invocation = (n: number) => [
    'START RequestId: ID Version: $LATEST',
    'TIME\tID\tINFO\tfirst',
    'line',
    'plain',
    `TIME\tID\tERROR\tsecond { n: ${n} }`,
    'END RequestId: ID',
  ];
  const report =
    /^REPORT RequestId: ID\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\t/;
  const rest = lines
    .split('\n')
    .filter((line) => !line.startsWith('REPORT') && !line.startsWith('INIT_START'));
  expect(rest.filter((line) => !line.includes('loading'))).toEqual([...invocation(1), ...invocation(2), '']);
  const reports = lines.split('\n').filter((line) => line.startsWith('REPORT'));
  expect(reports).toEqual([expect.stringMatching(report), expect.stringMatching(report)]);
  expect(reports.map((line) => line.includes('Init Duration'))).toEqual([true, false]);
  expect(lines).toContain('INFO\tloading');
});

test('init is billed with the run', async () => {
  const lambda = await start();
  lambda.createFunction(await define('export const handler = async () => 1;'));

  await lambda.invoke('work', '{}');

  const [log = ''] = Object.values(await readLogs(lambda.root, 'work'));
  const number = (name: string) => Number(new RegExp(`${name}: ([\\d.]+) ms`).exec(log)?.[1]);
  const used = number('\tDuration') + number('Init Duration');
  expect(number('Billed Duration')).toBeGreaterThanOrEqual(Math.floor(used));
  expect(number('Billed Duration')).toBeLessThanOrEqual(Math.ceil(used) + 1);
});

test('a function whose log has the format JSON writes nothing else, nor does Lambda', async () => {
  const lambda = await start();
  const source = `export const handler = async (event, context) => {
    console.warn('first\\nline', { n: event });
    if (event === 2) process.exit(3);
    return context.logStreamName;
  };`;
  lambda.createFunction(await define(source, { logFormat: 'JSON' }));

  await lambda.invoke('work', '1');
  await lambda.invoke('work', '2');

  const [log = ''] = Object.values(await readLogs(lambda.root, 'work'));
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
  const platform = (type: string, record: object) => ({
    time: expect.any(String),
    type: `platform.${type}`,
    record: expect.objectContaining(record),
  });
  const warning = { timestamp: expect.any(String), level: 'WARN', requestId };
  const metrics = expect.objectContaining({ durationMs: expect.any(Number), memorySizeMB: 256 });
  expect(lines).toHaveLength(8);
  expect(lines).toEqual(
    expect.arrayContaining([
      platform('initStart', { initializationType: 'on-demand' }),
      platform('start', { requestId }),
      { ...warning, message: 'first\nline { n: 1 }' },
      { ...warning, message: 'first\nline { n: 2 }' },
      { timestamp: expect.any(String), level: 'ERROR', requestId, message: expect.stringContaining('exit') },
      platform('report', { requestId, status: 'success', metrics }),
      platform('report', { requestId, status: 'error', errorType: 'Runtime.ExitError' }),
    ]),
  );
});
