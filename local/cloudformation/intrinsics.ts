import { showValue } from '../../core/errors/problems.ts';
import { isObject, type Json, type JsonObject } from '../step-functions/json.ts';
import { refuse } from './refusal.ts';
import { substitute } from './substitution.ts';

/** What a template's intrinsic functions can ask for. */
export interface Scope {
  /** Value of a Ref; undefined for AWS::NoValue. */
  reference(name: string): Json | undefined;
  attribute(logicalId: string, attribute: string): Json;
  /** Value of a named condition. */
  condition(name: string): boolean;
  mapped(map: string, first: string, second: string): Json;
  /** Value that another stack exports. */
  imported(name: string): Json;
  /** An output of another stack. */
  stackOutput(stackName: string, output: string): Json;
}

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.reference(text(argument, 'Ref')),
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...attribute] =
      typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt');
    return scope.attribute(
      text(id, 'Fn::GetAtt'),
      attribute.map((part) => resolveText(part, scope)).join('.'),
    );
  },
  'Fn::Sub': (argument, scope) => {
    const [template, values] = typeof argument === 'string' ? [argument] : list(argument, 'Fn::Sub');
    const own = isObject(values) ? values : {};
    return substitute(text(template, 'Fn::Sub'), (name) => {
      const value = own[name];
      if (value !== undefined) return resolveText(value, scope);
      const [id = '', ...attribute] = name.split('.');
      if (attribute.length > 0) return asText(scope.attribute(id, attribute.join('.')), `\${${name}}`);
      return asText(scope.reference(name), `\${${name}}`);
    });
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = list(argument, 'Fn::Join');
    const values = list(resolve(parts ?? null, scope), 'Fn::Join');
    return values.map((value) => asText(value, 'Fn::Join')).join(text(delimiter, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(argument, 'Fn::Select');
    const chosen = list(resolve(values ?? null, scope), 'Fn::Select')[Number(resolve(index ?? null, scope))];
    if (chosen === undefined) throw refuse(`Fn::Select has no element ${showValue(index)}.`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, value] = list(argument, 'Fn::Split');
    return resolveText(value, scope).split(text(delimiter, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument, 'Fn::If');
    return resolve((scope.condition(text(condition, 'Fn::If')) ? whenTrue : whenFalse) ?? null, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(argument, 'Fn::FindInMap').map((part) => resolveText(part, scope));
    return scope.mapped(map ?? '', first ?? '', second ?? '');
  },
  'Fn::ImportValue': (argument, scope) => scope.imported(resolveText(argument, scope)),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = isObject(argument) ? argument : {};
    return scope.stackOutput(resolveText(StackName, scope), resolveText(OutputName, scope));
  },
  'Fn::Base64': (argument, scope) => Buffer.from(resolveText(argument, scope)).toString('base64'),
};

/**
 * Replaces the intrinsic functions in a value of a template.
 * @returns undefined when all that is left is AWS::NoValue
 * @throws FanfoldError `InvalidUsage` for a function that the local cloud does not know, or that can't be resolved
 */
export function resolve(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((element) => resolve(element, scope)).filter((element) => element !== undefined);
  }
  if (!isObject(value)) return value;
  const call = intrinsicIn(value);
  if (call !== undefined) return call.intrinsic(call.argument, scope);
  const resolved: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const result = resolve(inner, scope);
    if (result !== undefined) resolved[key] = result;
  }
  return resolved;
}

/** Resolves a value that has to be text; numbers and booleans are written out, as CloudFormation does. */
export function resolveText(value: Json | undefined, scope: Scope): string {
  return asText(resolve(value ?? null, scope), showValue(value));
}

/** A number, boolean or text as text. */
export function asText(value: Json | undefined, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw refuse(`${where} must be text, not ${showValue(value)}.`);
}

function intrinsicIn(value: JsonObject): { intrinsic: Intrinsic; argument: Json } | undefined {
  const [name, ...more] = Object.keys(value);
  if (name === undefined || more.length > 0 || (name !== 'Ref' && !name.startsWith('Fn::'))) return undefined;
  const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
  if (intrinsic !== undefined) return { intrinsic, argument: value[name] ?? null };
  throw refuse(
    `The local cloud does not know the intrinsic function ${name}; it knows ${Object.keys(intrinsics).join(', ')}.`,
  );
}

function text(value: Json | undefined, where: string): string {
  if (typeof value === 'string') return value;
  throw refuse(`${where} takes text, not ${showValue(value)}.`);
}

function list(value: Json | undefined, where: string): Json[] {
  if (Array.isArray(value)) return value;
  throw refuse(`${where} takes a list, not ${showValue(value)}.`);
}
