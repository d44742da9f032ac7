import { apiReference, guide } from './facts.ts';

/** A recording by the project stackd, requests and answers of AWS in full. */
const stackd = (file: string): string =>
  `recorded on AWS, github.com/radkawar/stackd testdata/aws/stepfunctions/${file}, read 2026-11`;

/** Where facts on states, expressions, tasks and executions are known from. */
export const FROM = {
  jsonata: guide('Transforming data with JSONata in Step Functions', 'transforming-data'),
  variables: guide('Passing data between states with variables', 'workflow-variables'),
  errors: guide('Handling errors in Step Functions workflows', 'concepts-error-handling'),
  context: guide('Accessing execution data from the Context object', 'input-output-contextobject'),
  quotas: guide('Step Functions service quotas', 'service-quotas'),
  task: guide('Task workflow state', 'state-task'),
  choice: guide('Choice workflow state', 'state-choice'),
  parallel: guide('Parallel workflow state', 'state-parallel'),
  pass: guide('Pass workflow state', 'state-pass'),
  wait: guide('Wait workflow state', 'state-wait'),
  succeed: guide('Succeed workflow state', 'state-succeed'),
  fail: guide('Fail workflow state', 'state-fail'),
  inlineMap: guide('Using Map state in Inline mode', 'state-map-inline'),
  lambda: guide('Invoke an AWS Lambda function with Step Functions', 'connect-lambda'),
  awsSdk: guide('Learning to use AWS service SDK integrations', 'supported-services-awssdk'),
  patterns: guide('Discover service integration patterns', 'connect-to-resource'),
  redrive: guide('Restarting state machine executions with redrive', 'redrive-executions'),
  /** A section of the Amazon States Language. */
  language: (section: string): string =>
    `Amazon States Language, "${section}", https://states-language.net/spec.html`,
  api: apiReference,
  stackd,
  /** A suite of snapshots by the project LocalStack, by its path below `v2/`. */
  localStack: (suite: string): string =>
    `recorded on AWS, github.com/localstack/localstack tests/aws/services/stepfunctions/v2/${suite}, read 2026-11`,
} as const;
