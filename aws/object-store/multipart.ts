import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  NoSuchUpload,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { Piece, Upload } from '../../core/contracts/merge.ts';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/** A part that S3 has. */
export interface SentPart {
  number: number;
  etag: string;
}

/** Multipart uploads whose parts come from several Lambdas, in any order. Sending a part again replaces it. */
export function createMultipart(client: S3Client) {
  return {
    async open(bucket: string, key: string, contentType: string): Promise<Upload> {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          ContentType: contentType,
          ChecksumAlgorithm: 'CRC64NVME',
          ChecksumType: 'FULL_OBJECT',
        }),
      );
      if (UploadId === undefined) throw new Error(`S3 opened no upload for ${key}`);
      return { key, uploadId: UploadId };
    },

    /**
     * Sends a part from here.
     * @param crc64nvme of the body, where it is known already: S3 refuses other bytes as `BadDigest`
     */
    async send(
      bucket: string,
      upload: Upload,
      number: number,
      body: Uint8Array,
      crc64nvme: string = encodeCrc64(new Crc64Nvme().update(body).digest()),
    ): Promise<SentPart> {
      const { ETag } = await client.send(
        new UploadPartCommand({
          ...partOf(bucket, upload, number),
          Body: body,
          ChecksumCRC64NVME: crc64nvme,
        }),
      );
      return { number, etag: ETag ?? '' };
    },

    /** Lets S3 copy a range: its bytes pass through no Lambda. */
    async copy(bucket: string, upload: Upload, number: number, from: Piece): Promise<SentPart> {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          ...partOf(bucket, upload, number),
          CopySource: `${bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`,
          ...(!from.whole && { CopySourceRange: `bytes=${from.start}-${from.end - 1}` }),
        }),
      );
      return { number, etag: CopyPartResult?.ETag ?? '' };
    },

    /**
     * Makes the object appear and gives back its CRC64NVME as S3 knows it. Completing again gives the same, if it is known
     * what is expected.
     * @param expected the CRC64NVME that it must have
     * @throws FanfoldError `DataSetIncomplete` if S3 finds another, or the upload is gone; nothing appears
     */
    async complete(
      bucket: string,
      upload: Upload,
      parts: readonly SentPart[],
      expected: string | undefined,
    ): Promise<string> {
      try {
        const { ChecksumCRC64NVME } = await client.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: upload.key,
            UploadId: upload.uploadId,
            ChecksumType: 'FULL_OBJECT',
            ...(expected !== undefined && { ChecksumCRC64NVME: expected }),
            MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
          }),
        );
        if (ChecksumCRC64NVME === undefined) throw new Error(`S3 gave no CRC64NVME for ${upload.key}`);
        return ChecksumCRC64NVME;
      } catch (error) {
        if (!(error instanceof S3ServiceException)) throw error;
        // Whoever completed it before may have died before saying so.
        if (
          error.name === 'NoSuchUpload' &&
          expected !== undefined &&
          (await readCrc64(client, bucket, upload.key)) === expected
        )
          return expected;
        throw explainRefusal(upload, expected, error);
      }
    },

    /** Leaves nothing of an upload behind; one that is gone already is fine. */
    async abort(bucket: string, upload: Upload): Promise<void> {
      try {
        await client.send(
          new AbortMultipartUploadCommand({ Bucket: bucket, Key: upload.key, UploadId: upload.uploadId }),
        );
      } catch (error) {
        if (!(error instanceof NoSuchUpload)) throw error;
      }
    },
  };
}

/** What S3's refusal to complete an upload means for the data set; the refusal itself where it means something else. */
function explainRefusal(upload: Upload, expected: string | undefined, refusal: S3ServiceException): Error {
  const wrong = {
    BadDigest: `wouldn't have CRC64NVME ${expected}, which the receipts promise`,
    InvalidPart: 'lacks a part that was sent, or has it with other content',
    NoSuchUpload: 'has no upload any more: it was aborted',
  }[refusal.name];
  if (wrong === undefined) return refusal;
  return new FanfoldError(
    'DataSetIncomplete',
    `${upload.key} ${wrong}; it is not delivered, and what it is made of is kept`,
    { cause: refusal },
  );
}

/** CRC64NVME of a whole object; undefined if there is none. */
async function readCrc64(client: S3Client, bucket: string, key: string): Promise<string | undefined> {
  try {
    const head = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }),
    );
    return head.ChecksumType === 'FULL_OBJECT' ? head.ChecksumCRC64NVME : undefined;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NotFound') return undefined;
    throw error;
  }
}

function partOf(bucket: string, upload: Upload, number: number) {
  return { Bucket: bucket, Key: upload.key, UploadId: upload.uploadId, PartNumber: number };
}
