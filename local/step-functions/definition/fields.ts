import { isObject, type Json, type JsonObject, typeName } from '../json.ts';
import { type Expression, isExpression, isHalfExpression } from '../jsonata/expression.ts';
import { compileTemplate, type Template } from '../jsonata/template.ts';
import type { Problems } from './problems.ts';

/** Rules for a number of the definition, used for a literal; an expression is checked when it was evaluated. */
export interface NumberRule {
  integer: boolean;
  min: number;
  max: number;
}

/**
 * One JSON object of a definition: reads its fields, reports what is wrong with them, and remembers which were asked
 * for, so that {@link Fields.refuseOthers} can refuse the rest.
 */
export class Fields {
  readonly path: string;
  readonly problems: Problems;
  readonly #object: JsonObject;
  /** Path inside the state, as expressions report it: '' at the state itself. */
  readonly #location: string;
  readonly #known = new Set<string>();

  constructor(object: JsonObject, path: string, location: string, problems: Problems) {
    this.#object = object;
    this.path = path;
    this.#location = location;
    this.problems = problems;
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined;
  }

  raw(name: string): Json | undefined {
    this.#known.add(name);
    return this.#object[name];
  }

  /** A nested object, or undefined when absent (reported when required). */
  object(name: string, required = false): Fields | undefined {
    const value = this.#read(name, required);
    if (value === undefined) return undefined;
    if (!isObject(value)) return this.#wrongType(name, value, 'an object');
    return new Fields(value, this.at(name), this.#locate(name), this.problems);
  }

  /** A state: expressions in it report their place inside of it. */
  state(name: string): Fields | undefined {
    const fields = this.object(name);
    return fields === undefined ? undefined : new Fields(fields.#object, fields.path, '', this.problems);
  }

  /** The objects of an array. */
  objects(name: string, required = false): Fields[] {
    const value = this.#read(name, required);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.#wrongType(name, value, 'an array');
      return [];
    }
    if (required && value.length === 0) this.problems.add(this.at(name), `'${name}' must not be empty`);
    return value.flatMap((member, index) => {
      if (isObject(member)) {
        const path = `${this.at(name)}[${index}]`;
        return [new Fields(member, path, `${this.#locate(name)}[${index}]`, this.problems)];
      }
      this.#wrongType(`${name}[${index}]`, member, 'an object');
      return [];
    });
  }

  string(name: string, required = false): string | undefined {
    const value = this.#read(name, required);
    if (value === undefined || typeof value === 'string') return value;
    return this.#wrongType(name, value, 'a string');
  }

  strings(name: string, required = false): string[] | undefined {
    const value = this.#read(name, required);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.length > 0) {
      const texts = value.filter((member) => typeof member === 'string');
      if (texts.length === value.length) return texts;
    }
    return this.#wrongType(name, value, 'a non-empty array of strings');
  }

  boolean(name: string): boolean | undefined {
    const value = this.#read(name, false);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#wrongType(name, value, 'a boolean');
  }

  /** One of a few strings. */
  choice<const T extends string>(name: string, allowed: readonly T[], required = false): T | undefined {
    const value = this.#read(name, required);
    if (value === undefined) return undefined;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) {
      const list = allowed.join(', ');
      this.problems.add(this.at(name), `'${name}' is ${JSON.stringify(value)}, allowed are: ${list}`);
    }
    return found;
  }

  /** A number that may not be an expression. */
  number(name: string, rule: NumberRule): number | undefined {
    const value = this.#read(name, false);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && followsRule(value, rule)) return value;
    this.problems.add(
      this.at(name),
      `'${name}' is ${JSON.stringify(value)}, allowed is ${describeRule(rule)}`,
    );
    return undefined;
  }

  /** A number or an expression. */
  numberTemplate(name: string, rule: NumberRule): Template | undefined {
    const value = this.#object[name];
    if (typeof value === 'string' && isExpression(value)) return this.template(name);
    return this.number(name, rule) === undefined ? undefined : this.template(name);
  }

  /** Any JSON that may hold expressions. */
  template(name: string, required = false): Template | undefined {
    const value = this.#read(name, required);
    return value === undefined ? undefined : this.#compile(value, name);
  }

  /** An object whose members are templates of their own: Assign. */
  templates(name: string): Map<string, Template> | undefined {
    const value = this.#read(name, false);
    if (value === undefined) return undefined;
    if (!isObject(value)) return this.#wrongType(name, value, 'an object');
    const result = new Map<string, Template>();
    for (const [key, member] of Object.entries(value)) {
      const template = this.#compile(member, `${name}/${key}`);
      if (template !== undefined) result.set(key, template);
    }
    return result;
  }

  /** A single expression, or undefined and a problem. */
  expression(name: string): Expression | undefined {
    const value = this.#read(name, true);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || !isExpression(value)) {
      return this.#wrongType(name, value, 'a JSONata expression {% … %}');
    }
    return this.#compile(value, name)?.expressions[0];
  }

  /** Reports every field that was never asked for; `hint` may explain a known one of AWS that isn't supported. */
  refuseOthers(what: string, hints: Readonly<Record<string, string>> = {}): void {
    for (const name of Object.keys(this.#object)) {
      if (this.#known.has(name)) continue;
      const allowed = [...this.#known].sort().join(', ');
      const hint = Object.hasOwn(hints, name) ? hints[name] : undefined;
      const reason = hint ?? `Field is not supported in ${what}, allowed are: ${allowed}`;
      this.problems.add(this.at(name), reason);
    }
  }

  at(name: string): string {
    return this.path === '/' ? `/${name}` : `${this.path}/${name}`;
  }

  #locate(name: string): string {
    return this.#location === '' ? name : `${this.#location}/${name}`;
  }

  #read(name: string, required: boolean): Json | undefined {
    const value = this.raw(name);
    if (value === undefined && required) {
      this.problems.add(this.path, `These fields are required: [${name}]`);
    }
    return value;
  }

  #wrongType(name: string, value: Json, expected: string): undefined {
    const shown = typeof value === 'object' ? typeName(value) : JSON.stringify(value);
    this.problems.add(this.at(name), `'${name}' must be ${expected}, but is ${shown}`);
    return undefined;
  }

  #compile(value: Json, name: string): Template | undefined {
    const half = findHalfExpression(value);
    if (half !== undefined) {
      this.problems.add(this.at(name), `'${half}' must start with {% and end with %} to be an expression`);
      return undefined;
    }
    try {
      return compileTemplate(value, this.#locate(name));
    } catch (thrown) {
      const detail =
        thrown instanceof Object && 'message' in thrown ? String(thrown.message) : String(thrown);
      this.problems.add(this.at(name), `Invalid JSONata expression in ${JSON.stringify(value)}: ${detail}`);
      return undefined;
    }
  }
}

/** Whether a number is one that a rule allows. */
export function followsRule(value: number, rule: NumberRule): boolean {
  return value >= rule.min && value <= rule.max && (!rule.integer || Number.isInteger(value));
}

/** A rule in words, for messages. */
export function describeRule(rule: NumberRule): string {
  const kind = rule.integer ? 'an integer' : 'a number';
  if (rule.max === Number.MAX_SAFE_INTEGER) return `${kind} of at least ${rule.min}`;
  return `${kind} from ${rule.min} to ${rule.max}`;
}

function findHalfExpression(value: Json): string | undefined {
  if (typeof value === 'string') return isHalfExpression(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const half = findHalfExpression(member);
    if (half !== undefined) return half;
  }
  return undefined;
}
