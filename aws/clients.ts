import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { BucketOwners } from '../core/contracts/bucket-owners.ts';
import { expectOwners } from './expect-owners.ts';

/**
 * An S3 client. Checksums are ours (CRC64NVME, on what we write), so the SDK computes none of its own.
 * @param owners whose the buckets are: a request that finds one of them to be somebody else's is refused
 */
export function createS3Client(owners: BucketOwners): S3Client {
  const client = new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    followRegionRedirects: false,
    // Asking whether a part may come costs a round trip, and the SDK opens a connection anew for each that asks.
    expectContinueHeader: false,
  });
  client.middlewareStack.add((next) => (given) => next(leaveBodyUnsigned(given)), {
    step: 'build',
    name: 'leaveBodyUnsigned',
  });
  expectOwners(client, owners);
  return client;
}

/**
 * Leaves a body out of a request's signature, for which the SDK would take a SHA-256 of every byte, where a CRC64NVME of
 * it is sent along: that header is signed, and S3 compares it with what comes.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
function leaveBodyUnsigned<Given extends { request: unknown }>(given: Given): Given {
  const { request } = given;
  // CompleteMultipartUpload sends the checksum of the object, which is not its body: it is a POST.
  if (isRequest(request) && request.method === 'PUT' && 'x-amz-checksum-crc64nvme' in request.headers)
    request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  return given;
}

function isRequest(request: unknown): request is { method: string; headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'method' in request && 'headers' in request;
}

/** A DynamoDB client that takes and gives plain values. */
export function createDocumentClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
