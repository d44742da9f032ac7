import type { LocalAccount } from '../ports.ts';
import type { Json } from '../step-functions/json.ts';
import { evaluateCondition } from './conditions.ts';
import type { Scope } from './intrinsics.ts';
import { stackId } from './physical-names.ts';
import { refuse } from './refusal.ts';
import type { Template } from './template.ts';

/** Names by which a template knows a resource. */
export interface Identity {
  /** What Ref gives. */
  ref: string;
  /** What Fn::GetAtt gives. */
  attributes: Readonly<Record<string, string>>;
}

/** What a stack's template is resolved with. */
export interface StackContext {
  stackName: string;
  template: Template;
  account: LocalAccount;
  /** What other stacks give: exports by export name, and all outputs by stack and name. */
  others: {
    exports: ReadonlyMap<string, string>;
    outputs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  };
}

/**
 * The scope of a stack's intrinsic functions.
 * @param identify gives a resource's names; it may ask the scope for others
 */
export function createScope(context: StackContext, identify: (logicalId: string) => Identity): Scope {
  const { stackName, template, account } = context;
  const conditions = new Map<string, boolean>();
  const evaluating = new Set<string>();
  const pseudo: Readonly<Record<string, Json | undefined>> = {
    'AWS::AccountId': account.accountId,
    'AWS::NoValue': undefined,
    'AWS::Partition': 'aws',
    'AWS::Region': account.region,
    'AWS::StackId': `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stackId(stackName)}`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const scope: Scope = {
    reference(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters[name];
      if (parameter !== undefined) return parameterValue(name, parameter);
      return identify(name).ref;
    },
    attribute(logicalId, attribute) {
      const value = identify(logicalId).attributes[attribute];
      if (value !== undefined) return value;
      const type = template.Resources[logicalId]?.Type ?? '';
      throw refuse(`${logicalId} (${type}) has no attribute ${attribute} in the local cloud.`);
    },
    condition(name) {
      const known = conditions.get(name);
      if (known !== undefined) return known;
      const condition = template.Conditions[name];
      if (condition === undefined) throw refuse(`The template has no condition ${name}.`);
      if (evaluating.has(name)) throw refuse(`The condition ${name} depends on itself.`);
      evaluating.add(name);
      const value = evaluateCondition(condition, scope);
      conditions.set(name, value);
      return value;
    },
    mapped(map, first, second) {
      const value = template.Mappings[map]?.[first]?.[second];
      if (value === undefined) throw refuse(`The template has no mapping ${map}.${first}.${second}.`);
      return value;
    },
    imported(name) {
      const value = context.others.exports.get(name);
      if (value === undefined)
        throw refuse(`No deployed stack exports ${name}; deploy the stack that does first.`);
      return value;
    },
    stackOutput(name, output) {
      const value = context.others.outputs.get(name)?.[output];
      if (value === undefined)
        throw refuse(`No deployed stack ${name} has an output ${output}; deploy it first.`);
      return value;
    },
  };
  return scope;
}

/** A parameter's default: nobody is there to give another value. */
function parameterValue(name: string, parameter: { Type: string; Default?: Json | undefined }): Json {
  if (parameter.Type.startsWith('AWS::SSM::')) {
    throw refuse(
      `The parameter ${name} is read from the Parameter Store (${parameter.Type}): not in the local cloud.`,
    );
  }
  const value = parameter.Default;
  if (value === undefined) throw refuse(`The parameter ${name} has no default, which the local cloud needs.`);
  const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
  return isList && typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
}
