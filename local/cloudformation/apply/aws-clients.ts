import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';

/** AWS SDK clients of the local cloud's own servers, by which stacks are created. */
export interface AwsClients {
  s3: S3Client;
  dynamodb: DynamoDBClient;
  sfn: SFNClient;
  /** Region and credentials, for further clients. */
  common: { region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  close(): void;
}

/** @param endpoints base addresses, such as `http://127.0.0.1:4566` */
export function createAwsClients(
  endpoints: { s3: string; dynamodb: string; sfn: string },
  region: string,
): AwsClients {
  const common = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const s3 = new S3Client({ ...common, endpoint: endpoints.s3, forcePathStyle: true });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb });
  const sfn = new SFNClient({ ...common, endpoint: endpoints.sfn });
  return {
    s3,
    dynamodb,
    sfn,
    common,
    close() {
      s3.destroy();
      dynamodb.destroy();
      sfn.destroy();
    },
  };
}
