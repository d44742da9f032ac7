import { expect, test } from 'vitest';
import { consoleLinks, logFileLinks, noLinks } from '../../../core/report-page/links.ts';

const place = { group: '/aws/lambda/Movies-Unit', stream: '2026/11/20/[$LATEST]0123abcd' };

test("the console's address of a log stream encodes both names twice, with $ for %", () => {
  expect(consoleLinks('eu-central-1').log(place)).toBe(
    'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252FMovies-Unit/log-events/2026$252F11$252F20$252F$255B$2524LATEST$255D0123abcd',
  );
});

test("the console's address of an object", () => {
  const { object } = consoleLinks('us-east-1');
  expect(object('s3://bucket/runs/a b/failures.jsonl')).toBe(
    'https://us-east-1.console.aws.amazon.com/s3/object/bucket?region=us-east-1&prefix=runs%2Fa%20b%2Ffailures.jsonl',
  );
  expect(object('https://elsewhere/x')).toBeUndefined();
  expect(object('s3://bucket')).toBeUndefined();
});

test('a log file is named by its function and stream', () => {
  expect(logFileLinks('file:///state/lambda/logs').log(place)).toBe(
    'file:///state/lambda/logs/Movies-Unit/2026/11/20/%5B%24LATEST%5D0123abcd.log',
  );
});

test('no name, however odd, makes an address throw or leave its place', () => {
  const odd = `"'><script>/../ \ud800 ?#&`;
  const links = consoleLinks('eu-central-1');
  for (const address of [links.log({ group: odd, stream: odd }), links.object(`s3://b/${odd}`)]) {
    expect(address).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/[!-~]+$/);
    expect(address).not.toMatch(/["<>]/);
  }
  expect(noLinks.log(place)).toBeUndefined();
  expect(noLinks.object('s3://b/k')).toBeUndefined();
});
