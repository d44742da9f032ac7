import { describe, expect, it } from 'vitest';
import { resolve, type Scope } from '../../../local/cloudformation/intrinsics.ts';
import { createScope } from '../../../local/cloudformation/stack-scope.ts';
import { parseTemplate } from '../../../local/cloudformation/template.ts';
import type { Json } from '../../../local/step-functions/json.ts';

const template = parseTemplate(
  JSON.stringify({
    Parameters: {
      Size: { Type: 'Number', Default: 3 },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Needed: { Type: 'String' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
    },
    Mappings: { Runtimes: { 'us-east-1': { node: 'nodejs24.x' } } },
    Conditions: {
      Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      There: { 'Fn::Not': [{ Condition: 'Here' }] },
      Either: {
        'Fn::Or': [{ Condition: 'There' }, { 'Fn::And': [{ Condition: 'Here' }, { Condition: 'Here' }] }],
      },
      Circular: { 'Fn::Not': [{ Condition: 'Circular' }] },
      Odd: { 'Fn::Contains': [['a'], 'a'] },
    },
    Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
  }),
  'template.json',
);

const scope: Scope = createScope(
  {
    stackName: 'Flights',
    template,
    account: { region: 'us-east-1', accountId: '000000000000' },
    others: { exports: new Map([['shared', 'value']]), outputs: new Map([['Other', { Out: 'put' }]]) },
  },
  (logicalId) => {
    if (logicalId !== 'Bucket') throw new Error(`no ${logicalId}`);
    return { ref: 'flights-bucket', attributes: { Arn: 'arn:aws:s3:::flights-bucket', 'A.B': 'nested' } };
  },
);

const cases: [string, Json, Json | undefined][] = [
  ['plain values', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
  ['Ref of a resource', { Ref: 'Bucket' }, 'flights-bucket'],
  ['Ref of a parameter', { Ref: 'Size' }, 3],
  ['Ref of a list parameter', { Ref: 'Zones' }, ['a', 'b']],
  [
    'Ref of pseudo parameters',
    [{ Ref: 'AWS::AccountId' }, { Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }],
    ['000000000000', 'aws', 'amazonaws.com'],
  ],
  [
    'NoValue in objects and lists',
    { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] },
    { b: [1] },
  ],
  ['GetAtt', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::flights-bucket'],
  ['GetAtt with dots', { 'Fn::GetAtt': 'Bucket.A.B' }, 'nested'],
  [
    'Sub',
    { 'Fn::Sub': '${AWS::StackName}/${Bucket}/${Bucket.Arn}/${!Literal}/${Size}' },
    'Flights/flights-bucket/arn:aws:s3:::flights-bucket/${Literal}/3',
  ],
  ['Sub with values', { 'Fn::Sub': ['${Own}-${Bucket}', { Own: { Ref: 'Size' } }] }, '3-flights-bucket'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Size' }, true]] }, 'a-3-true'],
  ['Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b'],
  ['Select and Split', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['If', { 'Fn::If': ['Here', { Ref: 'Bucket' }, 'no'] }, 'flights-bucket'],
  ['If without a value', { a: { 'Fn::If': ['There', 1, { Ref: 'AWS::NoValue' }] } }, {}],
  ['Or, And, Not', { 'Fn::If': ['Either', 1, 2] }, 1],
  ['FindInMap', { 'Fn::FindInMap': ['Runtimes', { Ref: 'AWS::Region' }, 'node'] }, 'nodejs24.x'],
  ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'shared' } }, 'value'],
  ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Out' } }, 'put'],
  ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
  ['an object with more keys than a function', { Ref: 'Bucket', other: 1 }, { Ref: 'Bucket', other: 1 }],
];

const refusals: [string, Json, RegExp][] = [
  ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/8', 1] }, /does not know the intrinsic function Fn::Cidr/],
  [
    'an attribute that is not known',
    { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] },
    /Bucket \(AWS::S3::Bucket\) has no attribute WebsiteURL/,
  ],
  ['a parameter without default', { Ref: 'Needed' }, /Needed has no default/],
  ['a parameter of the Parameter Store', { Ref: 'BootstrapVersion' }, /read from the Parameter Store/],
  ['an unknown condition', { 'Fn::If': ['Nowhere', 1, 2] }, /no condition Nowhere/],
  ['a condition of itself', { 'Fn::If': ['Circular', 1, 2] }, /Circular depends on itself/],
  ['a condition function that is not known', { 'Fn::If': ['Odd', 1, 2] }, /Fn::Contains.*can't be evaluated/],
  [
    'an unknown mapping',
    { 'Fn::FindInMap': ['Runtimes', 'eu-west-1', 'node'] },
    /no mapping Runtimes.eu-west-1.node/,
  ],
  ['an element that is not there', { 'Fn::Select': [2, ['a']] }, /no element 2/],
  ['a list where text is due', { 'Fn::Join': ['', [['a']]] }, /must be text, not \["a"\]/],
  ['an export that nobody makes', { 'Fn::ImportValue': 'missing' }, /exports missing/],
];

describe('intrinsic functions', () => {
  it.each(cases)('resolve %s', (_, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it.each(refusals)('refuse %s', (_, value, message) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });

  it('make a stack id that names the stack', () => {
    expect(resolve({ Ref: 'AWS::StackId' }, scope)).toMatch(
      /^arn:aws:cloudformation:us-east-1:000000000000:stack\/Flights\/[0-9a-f-]{36}$/,
    );
  });
});
