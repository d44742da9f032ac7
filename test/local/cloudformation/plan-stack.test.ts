import { describe, expect, it } from 'vitest';
import { planStack } from '../../../local/cloudformation/plan-stack.ts';
import { parseTemplate } from '../../../local/cloudformation/template.ts';

const plan = (template: object) =>
  planStack({
    stackName: 'Stack',
    template: parseTemplate(JSON.stringify(template), 'template.json'),
    account: { region: 'us-east-1', accountId: '000000000000' },
    others: { exports: new Map(), outputs: new Map() },
  });
const parameter = (Value: unknown, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value },
  ...more,
});
const valuesOf = (template: object) =>
  plan(template).resources.map((resource) =>
    resource.kind === 'parameter' ? resource.value : resource.kind,
  );

const machine = (properties: object) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { RoleArn: 'arn:role', ...properties },
});

describe('the plan of a stack', () => {
  it('has the resources whose condition holds', () => {
    const template = {
      Conditions: {
        Yes: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws'] },
        No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      },
      Resources: {
        A: parameter('a', { Condition: 'Yes' }),
        B: { Type: 'AWS::Unknown::Thing', Condition: 'No' },
      },
      Outputs: { Out: { Value: { Ref: 'B' }, Condition: 'No' }, Kept: { Value: 3, Condition: 'Yes' } },
    };
    expect(valuesOf(template)).toEqual(['a']);
    expect(plan(template).outputs).toEqual({ Kept: '3' });
  });

  it('resolves references in any order of the template', () => {
    const Resources = {
      First: parameter({ 'Fn::Sub': 'of ${Second.Value}, ${Bucket}' }),
      Second: parameter({ 'Fn::GetAtt': ['Bucket', 'Arn'] }),
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: { 'Fn::Join': ['-', ['my', { Ref: 'AWS::Region' }]] } },
      },
    };
    expect(valuesOf({ Resources })).toEqual([
      'bucket',
      'arn:aws:s3:::my-us-east-1',
      'of arn:aws:s3:::my-us-east-1, my-us-east-1',
    ]);
  });

  it('takes versions and aliases of a function for the function', () => {
    const Resources = {
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'f',
          Code: { ZipFile: '' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
      Alias: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          FunctionName: { Ref: 'Function' },
          FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
          Name: 'live',
        },
      },
      Parameter: parameter({ Ref: 'Alias' }),
    };
    expect(valuesOf({ Resources })).toEqual(['function', 'arn:aws:lambda:us-east-1:000000000000:function:f']);
  });

  it('leaves out the functions that serve custom resources', () => {
    const Resources = {
      Empty: {
        Type: 'Custom::S3AutoDeleteObjects',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } },
      },
      Provider: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13' } },
    };
    expect(plan({ Resources }).resources).toEqual([]);
  });

  it('takes a definition as text, as an object and as an asset', () => {
    const definitions = [
      [{ DefinitionString: '{}' }, { text: '{}' }],
      [{ Definition: { StartAt: 'A' } }, { object: { StartAt: 'A' } }],
      [{ DefinitionS3Location: { Bucket: 'b', Key: 'k' } }, { assetKey: 'k' }],
    ] as const;
    for (const [properties, definition] of definitions) {
      expect(plan({ Resources: { Machine: machine(properties) } }).resources).toMatchObject([{ definition }]);
    }
    expect(() => plan({ Resources: { Machine: machine({}) } })).toThrow(
      'DefinitionString, DefinitionS3Location or Definition is missing',
    );
  });

  const refusals: [string, object, RegExp][] = [
    ['a reference to nothing', { A: parameter({ Ref: 'Nothing' }) }, /no resource or parameter Nothing/],
    [
      'a cycle',
      { A: parameter({ Ref: 'B' }), B: parameter({ Ref: 'A' }) },
      /Circular dependency: A -> B -> A/,
    ],
    [
      'notifications to functions',
      {
        B: {
          Type: 'AWS::S3::Bucket',
          Properties: { NotificationConfiguration: { LambdaConfigurations: [] } },
        },
      },
      /B \(AWS::S3::Bucket\): NotificationConfiguration is not supported: .*LambdaConfigurations/,
    ],
    [
      'a rule on a schedule',
      { R: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)' } } },
      /ScheduleExpression is not supported/,
    ],
    [
      'another event bus',
      { R: { Type: 'AWS::Events::Rule', Properties: { EventBusName: 'mine' } } },
      /EventBusName mine/,
    ],
    [
      'a stream of a table',
      { T: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: {} } } },
      /StreamSpecification is not supported/,
    ],
    ['a nested stack', { S: { Type: 'AWS::CloudFormation::Stack' } }, /no AWS::CloudFormation::Stack/],
    ["a custom resource of one's own", { C: { Type: 'Custom::Mine' } }, /no Custom::Mine/],
  ];
  it.each(refusals)('refuses %s', (_, Resources, message) => {
    expect(() => plan({ Resources })).toThrow(message);
  });

  it('refuses macros', () => {
    expect(() => plan({ Transform: 'AWS::Serverless-2016-10-31', Resources: {} })).toThrow(/runs no macros/);
  });

  it('names a problem once, however many resources it touches', () => {
    const Resources = { A: parameter({ Ref: 'X' }), B: parameter({ Ref: 'X' }), C: parameter({ Ref: 'Y' }) };
    expect(() => plan({ Resources })).toThrow(/2 problems/);
  });
});
