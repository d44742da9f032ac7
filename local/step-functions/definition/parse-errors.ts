import type { Fields } from './fields.ts';
import { JSONPATH_HINTS, parseAssign } from './parse-common.ts';
import { RULES } from './rules.ts';
import type { Scope } from './scope.ts';
import type { Catcher, Retrier } from './types.ts';

/** Reads Retry, with AWS's defaults: 1 second, 3 attempts, doubling, no jitter. */
export function parseRetry(state: Fields): Retrier[] {
  const all = state.objects('Retry');
  return all.map((fields, index) => {
    const errorEquals = parseErrorEquals(fields, index === all.length - 1);
    fields.raw('Comment');
    const retrier: Retrier = {
      errorEquals,
      intervalSeconds: fields.number('IntervalSeconds', RULES.intervalSeconds) ?? 1,
      maxAttempts: fields.number('MaxAttempts', RULES.maxAttempts) ?? 3,
      backoffRate: fields.number('BackoffRate', RULES.backoffRate) ?? 2,
      maxDelaySeconds: fields.number('MaxDelaySeconds', RULES.maxDelaySeconds),
      jitterStrategy: fields.choice('JitterStrategy', ['NONE', 'FULL']) ?? 'NONE',
    };
    fields.refuseOthers('a retrier');
    if (retrier.maxDelaySeconds !== undefined && retrier.maxDelaySeconds <= retrier.intervalSeconds) {
      const { maxDelaySeconds, intervalSeconds } = retrier;
      const message = `'MaxDelaySeconds' is ${maxDelaySeconds}, it must be greater than IntervalSeconds (${intervalSeconds})`;
      fields.problems.add(fields.at('MaxDelaySeconds'), message);
    }
    return retrier;
  });
}

/** Reads Catch. */
export function parseCatch(state: Fields, scope: Scope): Catcher[] {
  const all = state.objects('Catch');
  return all.map((fields, index) => {
    const errorEquals = parseErrorEquals(fields, index === all.length - 1);
    fields.raw('Comment');
    const catcher: Catcher = {
      errorEquals,
      next: fields.string('Next', true) ?? '',
      assign: parseAssign(fields, scope),
      output: fields.template('Output'),
    };
    fields.refuseOthers('a catcher', JSONPATH_HINTS);
    return catcher;
  });
}

function parseErrorEquals(fields: Fields, last: boolean): string[] {
  const names = fields.strings('ErrorEquals', true) ?? [];
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    const message = "'States.ALL' must stand alone in ErrorEquals, and in the last entry";
    fields.problems.add(fields.at('ErrorEquals'), message);
  }
  return names;
}
