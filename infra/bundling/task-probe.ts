/**
 * Runs in a process of its own, since it imports the user's module: `node task-probe.ts <module> <result file>`.
 * Writes a {@link ProbeResult} and exits, whatever timers or connections the module left open.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { TaskSchemas } from '../../core/contracts/task-document.ts';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { showValue } from '../../core/errors/problems.ts';
import { isTask } from '../../core/task/define-task.ts';
import { describeSchema } from './describe-schema.ts';

/** What importing a module gave. */
export type ProbeResult =
  | { kind: 'task'; settings: unknown; schemas: TaskSchemas }
  | { kind: 'refused'; message: string }
  | { kind: 'threw'; error: string; at: string }
  | { kind: 'no-default'; exports: string[] }
  | { kind: 'no-task'; value: string };

async function probe(modulePath: string): Promise<ProbeResult> {
  let exports: Map<string, unknown>;
  try {
    exports = new Map(Object.entries(await import(pathToFileURL(modulePath).href)));
  } catch (error) {
    if (isFanfoldError(error) && error.code === 'InvalidTask')
      return { kind: 'refused', message: error.message };
    if (!(error instanceof Error)) return { kind: 'threw', error: showValue(error), at: '' };
    return {
      kind: 'threw',
      error: `${error.name}: ${error.message}`,
      at: /\(?(\/[^()\n]+:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1] ?? '',
    };
  }
  if (!exports.has('default')) return { kind: 'no-default', exports: [...exports.keys()] };
  const value = exports.get('default');
  if (!isTask(value)) return { kind: 'no-task', value: describeValue(value) };
  const schemas = {
    inputSchema: describeSchema(value.input, 'input'),
    outputSchema: describeSchema(value.output, 'output'),
  };
  return { kind: 'task', settings: value.settings, schemas };
}

function describeValue(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function \`${value.name}\``;
  if (typeof value === 'object' && value !== null)
    return `an object with ${Object.keys(value).join(', ') || 'nothing in it'}`;
  return showValue(value);
}

const [modulePath, resultPath] = process.argv.slice(2);
if (modulePath !== undefined && resultPath !== undefined) {
  writeFileSync(resultPath, JSON.stringify(await probe(modulePath)));
  process.exit(0);
}
