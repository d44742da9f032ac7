import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as z from 'zod';

/** One line of a function's log. */
export interface LogLine {
  /** Name of the function, without what the stack adds: `Unit`. */
  readonly of: string;
  /** Name of its environment's log stream. */
  readonly stream: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const object = z.record(z.string(), z.unknown());

/**
 * Every line of every log below a folder.
 * @throws Error naming the first line that isn't an object of JSON
 */
export function readLogLines(folder: string): LogLine[] {
  return globSync('**/*.log', { cwd: folder }).flatMap((file) => {
    const [name = '', ...rest] = file.split(sep);
    const of = /(Plan|Unit|Govern|PlanMerge|Merge|Seal|Report|Trigger)Function/.exec(name)?.[1] ?? name;
    return readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => ({ of, stream: rest.join('/'), text, fields: parse(file, text) }));
  });
}

function parse(file: string, text: string): Record<string, unknown> {
  try {
    return object.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} has a line that is no JSON object: ${text}`, { cause });
  }
}
