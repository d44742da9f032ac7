import { defineTask } from 'fanfold';
import * as z from 'zod';

/** What the downstream answered, where clients put it: the status is what tells a throttle. */
class HttpError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the downstream answered ${status}`);
    this.status = status;
  }
}

/** Calls the test server once for each item. */
export default defineTask({
  name: 'downstream',
  input: z.object({ n: z.int(), url: z.string() }),
  output: z.object({ n: z.int(), answer: z.string() }),
  timeout: '30 seconds',
  retries: 4,
  itemConcurrency: 1,
  toleratedFailurePercentage: 100,
  run: async ({ n, url }, { signal }) => {
    const response = await fetch(url, { signal });
    const answer = await response.text();
    if (!response.ok) throw new HttpError(response.status);
    return { n, answer };
  },
});
