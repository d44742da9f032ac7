import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask, type ItemContext, PermanentError } from 'fanfold';
import * as z from 'zod';

const item = z.object({ do: z.string(), n: z.number().default(0) });
type Item = z.output<typeof item>;

const kept: unknown[] = [];
const megabyte = 1024 ** 2;
const forever = () => new Promise<never>(() => {});

function takeHeap(megabytes: number): void {
  // Eight bytes a number, in an array of its own, so that it is the heap that grows.
  for (let taken = 0; taken < megabytes; taken++)
    kept.push(Array.from({ length: megabyte / 8 }, Math.random));
}

async function* countUp(count: number, filler: string, failAt: number) {
  for (let row = 0; row < count; row++) {
    if (row === failAt) throw new Error(`gave up at row ${row}`);
    yield { row, filler };
  }
}

const deeds: Record<string, (given: Item, context: ItemContext) => unknown> = {
  echo: ({ n }) => ({ n }),
  slow: async ({ n }) => {
    await sleep(n);
    return { n };
  },
  'attempt-slowly': async ({ n }, { attempt }) => {
    await sleep(300);
    if (attempt < n) throw new Error(`attempt ${attempt}`);
    return { attempt };
  },
  /** Fails until the number in the file that the environment names is its last digit; then it has 0 to 2 rows. */
  heal: ({ n }) => {
    const health = Number(readFileSync(process.env.MISCHIEF_HEALTH ?? '', 'utf8'));
    if (n % 10 > health) throw new Error(`ill until ${n % 10}`);
    return Array.from({ length: Math.floor(n / 10) % 3 }, (_, row) => ({ n, row }));
  },
  none: () => [],
  several: ({ n }) => Array.from({ length: n }, (_, row) => ({ row })),
  attempt: ({ n }, { attempt }) => {
    if (attempt < n) throw new Error(`attempt ${attempt}`);
    return { attempt };
  },
  context: (_, { attempt, index }) => ({ attempt, index }),
  throttled: ({ n }, { attempt }) => {
    if (attempt < n) throw Object.assign(new Error('slow down'), { status: 429, retryAfter: 0.01 });
    return { attempt };
  },
  'throttled-for-long': () => {
    throw Object.assign(new Error('come back later'), { response: { status: 503 }, retryAfter: 3_600 });
  },
  'exit-on-abort': (_, { signal }) =>
    new Promise(() => signal.addEventListener('abort', () => process.exit(5))),
  throw: () => {
    throw new TypeError('no such luck');
  },
  'throw-text': () => {
    throw 'just text';
  },
  'throw-nameless': () => {
    throw Object.create(null);
  },
  permanent: () => {
    throw new PermanentError('never again');
  },
  'bad-row': () => [{ n: 1 }, { bad: true }],
  circular: () => {
    const row: Record<string, unknown> = {};
    row.self = row;
    return row;
  },
  undefined: () => undefined,
  spin: () => {
    for (;;);
  },
  hang: forever,
  'obey-signal': async (_, { signal }) => {
    await sleep(60_000, undefined, { signal });
  },
  'report-signal': (_, { signal }) =>
    new Promise((resolve) =>
      signal.addEventListener('abort', () => resolve({ reason: String(signal.reason) })),
    ),
  heap: () => takeHeap(4_096),
  buffers: async () => {
    for (;;) {
      kept.push(Buffer.alloc(8 * megabyte, 1));
      await sleep(2);
    }
  },
  'huge-buffer': () => new ArrayBuffer(2 ** 48),
  'leak-buffers': ({ n }) => {
    kept.push(Buffer.alloc(n * megabyte, 1));
    return { n };
  },
  'need-buffers': async ({ n }) => {
    const needed = Buffer.alloc(n * megabyte, 1);
    await sleep(300);
    return { n: needed.byteLength / megabyte };
  },
  exit: () => process.exit(3),
  'exit-well': () => process.exit(0),
  'throw-then-exit': (_, { attempt }) => {
    if (attempt === 1) throw new Error('first');
    process.exit(4);
  },
  abort: () => process.abort(),
  kill: async () => {
    process.kill(process.pid, 'SIGKILL');
    await forever();
  },
  'late-throw': async () => {
    setTimeout(() => {
      throw new Error('nobody catches this');
    }, 5);
    await forever();
  },
  'late-rejection': async () => {
    void Promise.reject(new Error('nobody awaits this'));
    await forever();
  },
  'leave-a-throw': ({ n }) => {
    setTimeout(() => {
      throw new Error('left behind');
    }, n);
    return { n };
  },
  shout: ({ n }) => {
    process.stdout.write(`\u0000\u0011 not a frame: ${'#'.repeat(n)}\n`);
    return { n };
  },
  stream: ({ n }) => countUp(n, 'x'.repeat(1_000), -1),
  'stream-then-throw': ({ n }) => countUp(n, 'x'.repeat(1_000), n - 1),
  'stream-then-hang': async function* ({ n }) {
    yield* countUp(n, 'x'.repeat(1_000), -1);
    await forever();
  },
  'stream-better-next-time': ({ n }, { attempt }) =>
    countUp(n, `attempt ${attempt} ${'x'.repeat(1_000)}`, attempt === 1 ? n - 1 : -1),
};

/** Does what each item says, the more harmful the better. */
export default defineTask({
  name: 'mischief',
  input: item,
  output: z.record(z.string(), z.union([z.number(), z.string()])),
  run: (given, context) => {
    const deed = deeds[given.do];
    if (deed === undefined) throw new PermanentError(`there is no deed ${given.do}`);
    // Rows of any kind: the output schema is there to refuse them.
    return deed(given, context) as Record<string, number>;
  },
});
