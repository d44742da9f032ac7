import { format, inspect } from 'node:util';

/** What a line says besides its text. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Methods of console, by the level that Lambda gives to each. */
const levels = {
  debug: 'DEBUG',
  error: 'ERROR',
  info: 'INFO',
  log: 'INFO',
  trace: 'TRACE',
  warn: 'WARN',
} as const satisfies Partial<Record<keyof Console, string>>;

/** Writes one line of JSON to this process's log. */
export function writeLogLine(level: string, message: string, fields: LogFields): void {
  const line = { timestamp: new Date().toISOString(), level, message, ...fields };
  process.stdout.write(`${stringify(line)}\n`);
}

/**
 * Has whatever this process logs by console be one line of JSON each, with `timestamp`, `level`, `message` and the fields that hold then.
 * Not by Lambda's own JSON format alone, which knows no run, nor what an item process says.
 */
export function logJson(fields: () => LogFields): void {
  const methods: readonly (keyof typeof levels)[] = ['debug', 'error', 'info', 'log', 'trace', 'warn'];
  for (const method of methods)
    console[method] = (...values: unknown[]) => writeLogLine(levels[method], format(...values), fields());
  console.dir = (value: unknown, options) => writeLogLine('INFO', inspect(value, options), fields());
}

/** A task may log what JSON can't say, such as a BigInt or a circle: then as text. */
function stringify(line: LogFields): string {
  try {
    return JSON.stringify(line);
  } catch {
    const texts = Object.entries(line).map(([name, value]) => [
      name,
      typeof value === 'object' || typeof value === 'bigint' ? inspect(value) : value,
    ]);
    return JSON.stringify(Object.fromEntries(texts));
  }
}
