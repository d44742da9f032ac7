import type { WrittenStack } from './write-assembly.ts';

/** Definition of a state machine that gives its input to the function and returns what that gives back. */
export const echoDefinition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Echo',
  States: {
    Echo: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${EchoArn}', Payload: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      End: true,
    },
  },
});

/** A stack with a bucket, a table, a function from a folder asset and a state machine that invokes it. */
export function echoStack(code = 'first', more: object = {}): WrittenStack {
  const handler = `export const handler = async (event) => {
    if (event.fail) throw new Error('asked to');
    await new Promise((resolve) => setTimeout(resolve, event.sleepMs ?? 0));
    return { pid: process.pid, code: '${code}', bucket: process.env.BUCKET, s3: process.env.AWS_ENDPOINT_URL_S3, event };
  };`;
  return {
    name: 'Echo',
    folders: { code: { 'index.mjs': handler } },
    files: { 'definition.json': echoDefinition },
    template: {
      Resources: {
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
            DefinitionS3Location: { Bucket: { 'Fn::Sub': 'assets-${AWS::Region}' }, Key: 'definition.json' },
            DefinitionSubstitutions: { EchoArn: { 'Fn::GetAtt': ['Function', 'Arn'] } },
          },
        },
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::Region}' }, S3Key: 'code.zip' },
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            Timeout: 600,
            MemorySize: 256,
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Environment: { Variables: { BUCKET: { Ref: 'Bucket' } } },
          },
        },
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            AttributeDefinitions: [
              { AttributeName: 'pk', AttributeType: 'S' },
              { AttributeName: 'at', AttributeType: 'N' },
            ],
            GlobalSecondaryIndexes: [
              {
                IndexName: 'byTime',
                KeySchema: [
                  { AttributeName: 'pk', KeyType: 'HASH' },
                  { AttributeName: 'at', KeyType: 'RANGE' },
                ],
                Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['state'] },
              },
            ],
            BillingMode: 'PAY_PER_REQUEST',
            TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
          },
        },
        Parameter: {
          Type: 'AWS::SSM::Parameter',
          Properties: {
            Name: '/echo',
            Type: 'String',
            Value: { 'Fn::Join': ['', ['{"machine":"', { Ref: 'Machine' }, '"}']] },
          },
        },
        ...more,
      },
      Outputs: {
        Machine: { Value: { Ref: 'Machine' }, Export: { Name: 'echo-machine' } },
        Bucket: { Value: { Ref: 'Bucket' } },
        Table: { Value: { Ref: 'Table' } },
        Function: { Value: { Ref: 'Function' } },
      },
    },
  };
}
