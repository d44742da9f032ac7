import jsonata from 'jsonata';
import { FieldError } from '../execution/states-error.ts';
import type { Json } from '../json.ts';
import { hash, pad, parse, partition, random, range, refuseEval, uuid } from './functions.ts';
import { normalise } from './normalise.ts';

/** What an expression sees: `states` and the workflow variables, by name without `$`. */
export type Bindings = Readonly<Record<string, Json>>;

/**
 * What one evaluation may take: milliseconds, nested evaluations, elements of a sequence. Assumptions: AWS documents none of
 * its bounds. Without them a function that calls itself for ever takes down the local cloud. Many evaluations go on side by
 * side, so the time is long.
 */
const BOUNDS = { timeout: 60_000, stack: 10_000, sequence: 1_000_000 };

/** Whether a string of a definition is an expression: `{% … %}` and nothing around it. */
export function isExpression(text: string): boolean {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4;
}

/** Whether a string opens or closes an expression but not both, which CreateStateMachine refuses. */
export function isHalfExpression(text: string): boolean {
  return text.startsWith('{%') !== text.endsWith('%}');
}

/** One compiled `{% … %}`; compile once per machine, evaluate as often as needed, also at the same time. */
export class Expression {
  readonly source: string;
  /** Where it stands in its state, such as `Arguments/Payload/x` or `Choices[1]/Condition`. */
  readonly location: string;
  readonly #compiled: jsonata.Expression;

  /** @throws Error with JSONata's message when the text between the marks doesn't parse */
  constructor(text: string, location: string) {
    this.source = text.slice(2, -2).trim();
    this.location = location;
    this.#compiled = jsonata(this.source, BOUNDS);
    this.#compiled.registerFunction('partition', partition, '<a-n:a<a>>');
    this.#compiled.registerFunction('range', range, '<nnn:a<n>>');
    this.#compiled.registerFunction('hash', hash, '<s-s:s>');
    this.#compiled.registerFunction('random', random, '<n?:n>');
    this.#compiled.registerFunction('pad', pad, '<s-ns?:s>');
    this.#compiled.registerFunction('uuid', uuid, '<:s>');
    this.#compiled.registerFunction('parse', parse, '<s-:x>');
    this.#compiled.registerFunction('eval', refuseEval);
  }

  ast(): jsonata.ExprNode {
    return this.#compiled.ast();
  }

  /** @throws FieldError States.QueryEvaluationError when it fails or yields undefined, as on AWS */
  async evaluate(bindings: Bindings): Promise<Json> {
    let result: Json | undefined;
    try {
      result = normalise(await this.#compiled.evaluate(undefined, bindings));
    } catch (thrown) {
      throw this.#fail(`threw an error during evaluation. ${describeThrown(thrown)}`);
    }
    if (result === undefined) throw this.#fail('returned nothing (undefined).');
    return result;
  }

  #fail(what: string): FieldError {
    const cause = `The JSONata expression '${this.source}' specified for the field '${this.location}' ${what}`;
    return new FieldError('States.QueryEvaluationError', cause, this.location);
  }
}

/** JSONata throws plain objects as often as errors; both have a message. */
function describeThrown(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    const code = 'code' in thrown ? `${String(thrown.code)}: ` : '';
    return code + String(thrown.message);
  }
  return String(thrown);
}
