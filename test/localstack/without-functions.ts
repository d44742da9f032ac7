import type { Template } from '../../local/cloudformation/template.ts';
import type { Json } from '../../local/step-functions/json.ts';
import { account } from '../contract/subject.ts';

/** Types of resources that stand for what a LocalStack on the host can't run, and the ARN of one of a name. */
const leftOut: Readonly<Record<string, (name: string) => string>> = {
  'AWS::Lambda::Function': (name) => arn('lambda', `function:${name}`),
  'AWS::Lambda::Permission': (name) => name,
  'AWS::Lambda::EventInvokeConfig': (name) => name,
  'AWS::DynamoDB::Table': (name) => arn('dynamodb', `table/${name}`),
};

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** A template without its functions and its table; what refers to them has names and ARNs as they would be. */
export function withoutFunctions(template: Template): Template {
  const omitted = new Map(
    Object.entries(template.Resources).flatMap(([id, { Type }]) => {
      const toArn = leftOut[Type];
      return toArn === undefined ? [] : [[id, toArn(id)] as const];
    }),
  );
  const resolve = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const { Ref, 'Fn::GetAtt': attribute } = value;
    if (typeof Ref === 'string' && omitted.has(Ref)) return Ref;
    const [of, name] = Array.isArray(attribute) ? attribute : [];
    const found = typeof of === 'string' && name === 'Arn' ? omitted.get(of) : undefined;
    return found ?? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  const kept = Object.entries(template.Resources).filter(([id]) => !omitted.has(id));
  return {
    ...template,
    Resources: Object.fromEntries(
      kept.map(([id, resource]) => [
        id,
        {
          Type: resource.Type,
          Properties: Object.fromEntries(
            Object.entries(resource.Properties).map(([key, value]) => [key, resolve(value)]),
          ),
          DependsOn: resource.DependsOn.filter((other) => !omitted.has(other)),
        },
      ]),
    ),
    Outputs: Object.fromEntries(
      Object.entries(template.Outputs).map(([id, output]) => [
        id,
        { ...output, Value: resolve(output.Value) },
      ]),
    ),
  };
}
