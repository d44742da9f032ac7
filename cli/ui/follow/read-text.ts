import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';

/** A small object's text, or its first bytes. Undefined if there is no such object. */
export async function readText(
  s3: S3Client,
  object: { bucket: string; key: string },
  mostBytes?: number,
): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: object.bucket,
        Key: object.key,
        ...(mostBytes !== undefined && { Range: `bytes=0-${mostBytes - 1}` }),
      }),
    );
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Whether a request was refused because its maker has no right to it. */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && /^(AccessDenied|AccessDeniedException|Forbidden)$/.test(error.name);
}
