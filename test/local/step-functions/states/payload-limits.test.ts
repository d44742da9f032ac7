import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { returned, TestCloud } from '../helpers/cloud.ts';
import { invoke, only } from '../helpers/states.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

describe('payload limits', () => {
  it('fails a result, an output and variables over 256 KiB', async () => {
    cloud.functions.echo = (event) => returned(event);
    cloud.functions.large = () => returned('x'.repeat(262_144));
    const result = await cloud.run('large-result', only(invoke('large', { Output: 'small' })));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(result.cause).toBe(
      "The state/task 'arn:aws:states:::lambda:invoke' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
    // Counted in bytes: 131,072 characters of two bytes each, and two quotes.
    const wide = "{% $join($map([1..1024], function($i) { $pad('', 128, 'é') })) %}";
    const caught = [{ ErrorEquals: ['States.ALL'], Next: 'Wrong' }];
    const output = await cloud.run('large-output', {
      StartAt: 'Only',
      States: {
        Only: invoke('echo', { Output: wide, Catch: caught }),
        Wrong: { Type: 'Succeed' },
      },
    });
    expect(output).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    const assign = await cloud.run('large-assign', only({ Type: 'Pass', Assign: { a: wide }, End: true }));
    expect(assign).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});
