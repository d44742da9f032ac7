import { isObject, type Json, type JsonObject } from '../json.ts';
import { constraintError, validationError } from './errors.ts';

interface TextRule {
  min?: number;
  max?: number;
}

interface NumberRule {
  min: number;
  max?: number;
  integer?: boolean;
}

/** The members of one API call, read with AWS's constraints and its sentences for broken ones. */
export class ApiRequest {
  readonly #members: JsonObject;

  constructor(members: JsonObject) {
    this.#members = members;
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  text(name: string, rule: TextRule = {}): string {
    const value = this.optionalText(name, rule);
    if (value === undefined) throw constraintError(name, 'null', 'not be null');
    return value;
  }

  optionalText(name: string, { min = 0, max = Number.MAX_SAFE_INTEGER }: TextRule = {}): string | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw wrongType(name, 'STRING_VALUE');
    if (value.length < min) {
      throw constraintError(name, `'${value}'`, `have length greater than or equal to ${min}`);
    }
    if (value.length > max) {
      throw constraintError(name, `'${value}'`, `have length less than or equal to ${max}`);
    }
    return value;
  }

  optionalNumber(name: string, { min, max, integer = true }: NumberRule): number | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || (integer && !Number.isInteger(value))) {
      throw wrongType(name, integer ? 'INTEGER_VALUE' : 'DECIMAL_VALUE');
    }
    if (value < min) throw constraintError(name, `'${value}'`, `have value greater than or equal to ${min}`);
    if (max !== undefined && value > max) {
      throw constraintError(name, `'${value}'`, `have value less than or equal to ${max}`);
    }
    return value;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw wrongType(name, 'BOOLEAN_VALUE');
  }

  optionalChoice<const T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    throw constraintError(name, `'${shown}'`, `satisfy enum value set: [${allowed.join(', ')}]`);
  }

  optionalObject(name: string): JsonObject | undefined {
    const value = this.#get(name);
    if (value === undefined || isObject(value)) return value;
    throw wrongType(name, 'START_OBJECT');
  }

  optionalArray(name: string): Json[] | undefined {
    const value = this.#get(name);
    if (value === undefined || Array.isArray(value)) return value;
    throw wrongType(name, 'START_ARRAY');
  }

  /** AWS treats null members as absent. */
  #get(name: string): Json | undefined {
    return this.#members[name] ?? undefined;
  }
}

function wrongType(name: string, expected: string): Error {
  return validationError(`1 validation error detected: Value at '${name}' is not of the type ${expected}`);
}
