import { defineTask } from 'fanfold';
import { z } from 'zod';

/** Says something in every way in which a task may, never the word that its items carry. */
export default defineTask({
  name: 'chatty',
  input: z.object({ n: z.number(), word: z.string() }),
  output: z.object({ n: z.number() }),
  timeout: '5 seconds',
  run: async ({ n }, { log }) => {
    log('by its context', { n });
    console.log('by console.log', { n });
    console.error(new Error('by console.error'));
    console.dir({ by: 'console.dir' });
    log('what JSON cannot say', { big: 12n });
    if (n === 3) process.stderr.write('by stderr\n');
    if (n === 4) process.exit(7);
    if (n === 5) throw new Error('it fails');
    await new Promise((done) => setImmediate(done));
    console.warn('after a pause');
    return { n };
  },
});
