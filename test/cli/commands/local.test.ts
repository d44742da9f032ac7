import { expect, test } from 'vitest';
import { local } from '../../../cli/commands/local.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { fakeEdge } from '../fake-edge.ts';

/** Runs `fanfold local` and interrupts it as soon as it has printed something. */
async function execute(args: string[]) {
  const at = fakeEdge();
  const write = at.stdout.write.bind(at.stdout);
  at.stdout.write = (text) => {
    write(text);
    setImmediate(at.interrupt);
  };
  return { exitCode: await local.execute(args, at.edge), ...at };
}

test('stays up until Ctrl-C and prints endpoints and what the AWS CLI needs', async () => {
  const { exitCode, names, stdout } = await execute([]);
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['openLocalCloud', 'close']);
  expect(stdout.text).toContain('sfn        http://a\n');
  expect(stdout.text).toContain("export AWS_ENDPOINT_URL_S3='http://b'\n");
});

test('--json prints exactly one line', async () => {
  const { stdout } = await execute(['--json']);
  expect(stdout.text.endsWith('\n')).toBe(true);
  expect(stdout.text.trimEnd()).not.toContain('\n');
  expect(JSON.parse(stdout.text)).toEqual({
    endpoints: {
      sfn: 'http://a',
      s3: 'http://b',
      dynamodb: 'http://c',
      lambda: 'http://d',
      events: 'http://e',
    },
    region: 'us-east-1',
    accountId: '000000000000',
  });
});

test('bad usage starts nothing', async () => {
  const { exitCode, calls, stderr } = await execute(['extra', '--sate', 'x']);
  expect(exitCode).toBe(2);
  expect(calls).toEqual([]);
  expect(stderr.text).toContain('did you mean --state?');
});

test('a cloud that is lost ends it with exit code 1', async () => {
  const lost = Promise.resolve(new FanfoldError('LocalCloudFailed', 'it has ended'));
  const at = fakeEdge({ lost });
  expect(await local.execute([], at.edge)).toBe(1);
  expect(at.stderr.text).toBe('LocalCloudFailed: it has ended\n');
});
