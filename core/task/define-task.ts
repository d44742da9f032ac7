import type { StandardSchemaV1 } from '@standard-schema/spec';
import { refuseAll } from '../errors/problems.ts';
import { checkDefinition } from './check-definition.ts';
import type { Task, TaskDefinition } from './task.ts';

const brand = Symbol.for('fanfold.task');

/**
 * Declares the function that fanfold runs over every item, with the schemas of what goes in and comes out.
 * Export it as a module's default.
 *
 * @throws FanfoldError `InvalidTask` naming every problem at once
 * @example
 * ```ts
 * import { defineTask } from 'fanfold';
 * import * as z from 'zod';
 *
 * export default defineTask({
 *   name: 'double',
 *   input: z.object({ n: z.number() }),
 *   output: z.object({ twice: z.number() }),
 *   timeout: '2 seconds',
 *   run: async ({ n }) => ({ twice: 2 * n }),
 * });
 * ```
 */
export function defineTask<Input extends StandardSchemaV1, Output extends StandardSchemaV1>(
  definition: TaskDefinition<Input, Output>,
): Task {
  const checked = checkDefinition(definition);
  if (!checked.ok) throw refuseAll('InvalidTask', 'The task is malformed', checked.problems);
  return Object.freeze({
    [brand]: true,
    settings: checked.settings,
    input: definition.input,
    output: definition.output,
    // The item process calls these only with what `input` gave back: the type that the definition was checked for.
    key: definition.key?.bind(definition) as Task['key'],
    writes: definition.writes?.bind(definition) as Task['writes'],
    fold: definition.fold as Task['fold'],
    run: definition.run.bind(definition) as Task['run'],
  });
}

/** True for what `defineTask` made, also another copy of this package's. */
export function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && brand in value;
}
