import type { z } from 'zod';
import { showValue } from '../../core/errors/problems.ts';
import type { LocalAccount } from '../ports.ts';
import { isObject, type Json, type JsonObject } from '../step-functions/json.ts';
import { asText, resolve, type Scope } from './intrinsics.ts';
import { namePhysically } from './physical-names.ts';
import { refuse } from './refusal.ts';

/** Properties of a resource type. Those that are neither used nor without effect are refused. */
export interface PropertyRules {
  used: readonly string[];
  /** Known to change nothing in the local cloud: permissions, encryption, tags. */
  noEffect: readonly string[];
}

/** One resource of a template, with its properties resolved as they are asked for. */
export class ResourceRequest {
  readonly logicalId: string;
  readonly type: string;
  readonly stackName: string;
  readonly account: LocalAccount;
  /** What the local cloud leaves out of the resource, in sentences. */
  readonly notes: string[] = [];
  readonly #properties: JsonObject;
  readonly #scope: Scope;

  constructor(
    resource: { logicalId: string; type: string; properties: JsonObject },
    stack: { stackName: string; account: LocalAccount },
    scope: Scope,
  ) {
    this.logicalId = resource.logicalId;
    this.type = resource.type;
    this.stackName = stack.stackName;
    this.account = stack.account;
    this.#properties = resource.properties;
    this.#scope = scope;
  }

  /** @throws FanfoldError `InvalidUsage` naming a property that the local cloud does not have */
  checkProperties(rules: PropertyRules): void {
    const allowed = new Set([...rules.used, ...rules.noEffect]);
    const unknown = Object.keys(this.#properties).filter(
      (name) => !allowed.has(name) && this.property(name) !== undefined,
    );
    if (unknown.length > 0) {
      throw this.refuse(
        `${unknown.join(', ')} is not supported by the local cloud, which knows ${rules.used.join(', ')}`,
      );
    }
  }

  /** A property, resolved; undefined when absent or AWS::NoValue. */
  property(name: string): Json | undefined {
    const value = this.#properties[name];
    return value === undefined ? undefined : resolve(value, this.#scope);
  }

  text(name: string): string | undefined {
    const value = this.property(name);
    return value === undefined ? undefined : asText(value, `${this.logicalId}.${name}`);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw this.refuse(`${name} is missing`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.property(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw this.refuse(`${name} must be a number, not ${showValue(value)}`);
  }

  object(name: string): JsonObject | undefined {
    const value = this.property(name);
    if (value === undefined || isObject(value)) return value;
    throw this.refuse(`${name} must be an object, not ${showValue(value)}`);
  }

  /** An object whose values are written out as text, such as environment variables. */
  texts(name: string): Record<string, string> {
    const entries = Object.entries(this.object(name) ?? {});
    return Object.fromEntries(
      entries.map(([key, value]) => [key, asText(value, `${this.logicalId}.${name}.${key}`)]),
    );
  }

  /** A property in the shape of a schema. */
  shaped<T>(name: string, schema: z.ZodType<T>): T | undefined {
    const value = this.property(name);
    if (value === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => [...issue.path, issue.message].join(': '));
    throw this.refuse(`${name} is not supported: ${problems.join('; ')}`);
  }

  /** The name that a property gives, or one made as CloudFormation does. */
  name(property: string, maxLength: number): string {
    return this.text(property) ?? namePhysically(this.stackName, this.logicalId, maxLength);
  }

  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.account.region}:${this.account.accountId}:${resource}`;
  }

  note(sentence: string): void {
    this.notes.push(`${this.logicalId} (${this.type}): ${sentence}`);
  }

  refuse(problem: string): Error {
    return refuse(`${this.logicalId} (${this.type}): ${problem}.`);
  }
}
