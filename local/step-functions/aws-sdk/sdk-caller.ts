import { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { SFNClient, SFNServiceException } from '@aws-sdk/client-sfn';
import { StatesError } from '../execution/states-error.ts';
import type { Json, JsonObject } from '../json.ts';
import { SDK_SERVICE_TITLES, type SdkAction, type SdkServiceName, schemaOf } from './catalogue.ts';
import { readFailure } from './read-failure.ts';
import { readResult } from './read-result.ts';
import type { SdkOperation } from './sdk-operation.ts';
import { dynamoDbOperations } from './services/dynamodb.ts';
import { lambdaOperations } from './services/lambda.ts';
import { s3Operations } from './services/s3.ts';
import { sfnOperations } from './services/sfn.ts';

/** Base addresses of the services that `aws-sdk` tasks call; undefined where a service isn't there. */
export type SdkAddresses = Record<SdkServiceName, string | undefined>;

/** Calls services for `aws-sdk` tasks, by the SDK's own clients. */
export interface SdkCaller {
  /** @throws StatesError as Step Functions reports a failed call */
  call(action: SdkAction, parameters: Json): Promise<JsonObject>;
  close(): void;
}

interface Clients {
  dynamodb: DynamoDBClient;
  lambda: LambdaClient;
  s3: S3Client;
  sfn: SFNClient;
}

/** The base class stands for every error that a service's API doesn't list. */
const UNLISTED: Readonly<Record<SdkServiceName, unknown>> = {
  dynamodb: DynamoDBServiceException,
  lambda: LambdaServiceException,
  s3: S3ServiceException,
  sfn: SFNServiceException,
};

/** @param addresses read when a service is first called, by when all of them must be known */
export function createSdkCaller(addresses: SdkAddresses, region: string): SdkCaller {
  let clients: Clients | undefined;
  return {
    async call({ service, action }, parameters) {
      const title = SDK_SERVICE_TITLES[service];
      if (addresses[service] === undefined) {
        throw new StatesError(`${title}.SdkClientException`, `There is no local ${title} to call`);
      }
      clients ??= createClients(addresses, region);
      try {
        const answer = await send(clients, service, action, parameters);
        return await readResult(answer, schemaOf({ service, action }));
      } catch (thrown) {
        const isListed = (error: unknown): boolean =>
          error instanceof Error && error.constructor !== UNLISTED[service];
        throw readFailure(thrown, title, action, isListed);
      }
    },
    close() {
      for (const client of Object.values(clients ?? {})) client.destroy();
    },
  };
}

function send(clients: Clients, service: SdkServiceName, action: string, parameters: Json): Promise<unknown> {
  switch (service) {
    case 'dynamodb':
      return find(dynamoDbOperations, action).send(clients.dynamodb, parameters);
    case 'lambda':
      return find(lambdaOperations, action).send(clients.lambda, parameters);
    case 's3':
      return find(s3Operations, action).send(clients.s3, parameters);
    case 'sfn':
      return find(sfnOperations, action).send(clients.sfn, parameters);
  }
}

function find<Client>(
  operations: Readonly<Record<string, SdkOperation<Client>>>,
  action: string,
): SdkOperation<Client> {
  const found = operations[action];
  if (found === undefined) throw new RangeError(`There is no action '${action}'`);
  return found;
}

/** One attempt: what a service answers is what the state's Retry decides on. */
function createClients(addresses: SdkAddresses, region: string): Clients {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const common = (service: SdkServiceName) => ({
    region,
    credentials,
    maxAttempts: 1,
    ...(addresses[service] === undefined ? {} : { endpoint: addresses[service] }),
  });
  return {
    dynamodb: new DynamoDBClient(common('dynamodb')),
    lambda: new LambdaClient(common('lambda')),
    s3: new S3Client({ ...common('s3'), forcePathStyle: true }),
    sfn: new SFNClient(common('sfn')),
  };
}
