import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The AWS SDK clients that a pipeline is used through. */
export interface AwsClients {
  sfn: SFNClient;
  s3: S3Client;
  dynamodb: DynamoDBDocumentClient;
  lambda: LambdaClient;
}

/** Where the services are. Whatever is left out, the SDK finds by its own configuration: environment, profile, role. */
export interface AwsConnection {
  /** Profile of the user's AWS configuration; as `AWS_PROFILE`, but region and credentials given here come first. */
  profile?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Base addresses, as the `AWS_ENDPOINT_URL_*` variables take them. */
  endpoints?: { sfn?: string; s3?: string; dynamodb?: string; lambda?: string };
}

/** Makes the SDK clients of a connection; `destroyClients` lets their sockets go. */
export function createAwsClients(connection: AwsConnection = {}): AwsClients {
  const { profile, region, credentials, endpoints = {} } = connection;
  const at = (endpoint: string | undefined) => ({
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
  });
  return {
    sfn: new SFNClient(at(endpoints.sfn)),
    s3: new S3Client({ ...at(endpoints.s3), forcePathStyle: endpoints.s3 !== undefined }),
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(at(endpoints.dynamodb))),
    lambda: new LambdaClient(at(endpoints.lambda)),
  };
}

/** Closes the sockets of all clients; none can be used afterwards. */
export function destroyClients(clients: AwsClients): void {
  clients.sfn.destroy();
  clients.s3.destroy();
  clients.dynamodb.destroy();
  clients.lambda.destroy();
}
