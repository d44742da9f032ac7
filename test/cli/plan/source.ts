/** A task that notes which items it saw in a file, `seen.txt` beside it. */
export const notingTask = `
import { appendFileSync } from 'node:fs';
import { defineTask } from 'fanfold';
import { z } from 'zod';

export default defineTask({
  name: 'noting',
  input: z.object({ n: z.coerce.number() }),
  output: z.object({ n: z.number(), text: z.string() }),
  run({ n }) {
    if (n === 0) console.log('printed by the task');
    appendFileSync(process.env.FANFOLD_TEST_SEEN ?? '', n + '\\n');
    if (n % 10 === 3) throw new Error('no ' + n);
    return { n, text: 'x'.repeat(79) };
  },
});
`;

/** A task that says who its items are. */
export const keyedTask = `
import { defineTask } from 'fanfold';
import { z } from 'zod';

export default defineTask({
  name: 'keyed',
  input: z.object({ n: z.number() }),
  output: z.record(z.string(), z.number()),
  key: ({ n }) => 'item ' + (n % 90),
  run: ({ n }) => ({ n }),
});
`;

/** A task that notes its process and never ends. */
export const hangingTask = `
import { writeFileSync } from 'node:fs';
import { defineTask } from 'fanfold';
import { z } from 'zod';

export default defineTask({
  name: 'hanging',
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number() }),
  timeout: '5 minutes',
  run() {
    writeFileSync(process.env.FANFOLD_TEST_PID ?? '', String(process.pid));
    return new Promise(() => {});
  },
});
`;

/** Lines `{"n":0}`, `{"n":1}`, … */
export function lines(count: number): string {
  return Array.from({ length: count }, (_, n) => `${JSON.stringify({ n })}\n`).join('');
}
