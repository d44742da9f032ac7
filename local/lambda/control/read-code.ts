import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { invalidParameter } from '../api-error.ts';
import type { CodeSource } from './requests.ts';

/** Reads an object of S3. */
export type ObjectReader = (bucket: string, key: string) => Promise<Buffer>;

/**
 * Reads objects of the S3 at an address.
 * @param endpoint base address of S3
 */
export function createObjectReader(endpoint: string, region: string): ObjectReader {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return async (bucket, key) => {
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } finally {
      client.destroy();
    }
  };
}

/**
 * Reads a function's archive: from the request, or from S3.
 * @throws ApiError `InvalidParameterValueException` when there is none, or S3 hasn't got it
 */
export async function readCode(source: CodeSource, readObject: ObjectReader | undefined): Promise<Buffer> {
  const { ZipFile: zip, S3Bucket: bucket, S3Key: key, S3ObjectVersion: version } = source;
  if (zip !== undefined && (bucket ?? key ?? version) !== undefined) {
    throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.');
  }
  if (zip !== undefined) return Buffer.from(zip, 'base64');
  if (bucket === undefined || key === undefined) {
    throw invalidParameter('Please provide a source for function code: ZipFile, or S3Bucket and S3Key.');
  }
  if (version !== undefined) {
    throw invalidParameter('S3ObjectVersion is not supported: the local S3 has no versions of objects.');
  }
  if (readObject === undefined) {
    throw invalidParameter(
      'Code from S3 is not supported by this local Lambda, which runs without S3: use ZipFile.',
    );
  }
  try {
    return await readObject(bucket, key);
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${name}. S3 Error Message: ${message}`,
      cause,
    );
  }
}
