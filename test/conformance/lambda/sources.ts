const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg';

/** A page of the Lambda Developer Guide, by its title and file name. */
const guide = (title: string, page: string): string =>
  `AWS Lambda Developer Guide, "${title}", ${GUIDE}/${page}.html`;

/** Recorded on AWS by the project LocalStack, as snapshots of answers. */
const recorded = (suite: string): string =>
  `recorded on AWS, github.com/localstack/localstack tests/aws/services/lambda_/${suite}.snapshot.json`;

/** Where facts about Lambda are known from. */
export const LAMBDA = {
  /** An operation of the API reference. */
  api: (operation: string): string =>
    `AWS Lambda API Reference, "${operation}", https://docs.aws.amazon.com/lambda/latest/api/API_${operation}.html`,
  asyncErrors: guide(
    'How Lambda handles errors and retries with asynchronous invocation',
    'invocation-async-error-handling',
  ),
  concurrency: guide('Understanding Lambda function scaling', 'lambda-concurrency'),
  environment: guide('Working with Lambda environment variables', 'configuration-envvars'),
  environments: guide(
    'Understanding the Lambda execution environment lifecycle',
    'lambda-runtime-environment',
  ),
  nodeContext: guide(
    'Using the Lambda context object to retrieve Node.js function information',
    'nodejs-context',
  ),
  nodeErrors: guide('Node.js function errors in Lambda', 'nodejs-exceptions'),
  nodeHandler: guide('Define Lambda function handler in Node.js', 'nodejs-handler'),
  quotas: guide('Lambda quotas', 'gettingstarted-limits'),
  reserved: guide('Configuring reserved concurrency for a function', 'configuration-concurrency'),
  retries: guide('Understanding retry behavior in Lambda', 'invocation-retries'),
  scaling: guide('Lambda scaling behavior', 'scaling-behavior'),
  recordedApi: recorded('test_lambda_api'),
  recordedInvocations: recorded('test_lambda'),
  /** Lambda's own client for Node.js, which names the errors of its runtime. */
  runtimeClient:
    'github.com/aws/aws-lambda-nodejs-runtime-interface-client src/Errors.js and src/UserFunction.js',
  /** A sentence of AWS's that a public issue has word by word. */
  reportedIn: (issue: string): string => `as AWS said it in github.com/${issue}`,
  largePayload:
    'as AWS said it, theburningmonk.com/2020/04/hit-the-6mb-lambda-payload-limit-heres-what-you-can-do',
} as const;
