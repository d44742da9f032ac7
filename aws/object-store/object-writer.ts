import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';

/** Bytes of a part, but for the last. S3's least is 5 MiB; 10,000 parts of 8 MiB make 78 GiB. */
const partBytes = 8 * 1024 ** 2;
/** Parts on their way at once; what is written beyond that waits. */
const partsInFlight = 2;

/** What was written, once an {@link ObjectWriter} is closed. */
export interface WrittenObject {
  bytes: number;
  etag: string;
  /** Hex. */
  sha256: string;
  crc64nvme: string;
}

/** Writes one object from pieces, whole or not at all, with flat memory. */
export interface ObjectWriter {
  /** Bytes written so far. */
  readonly bytes: number;
  /** Takes a copy of nothing: the piece must not change afterwards. Resolves when there is room for more. */
  write(piece: Uint8Array): Promise<void>;
  /** Makes the object appear. */
  close(): Promise<WrittenObject>;
  /** Leaves no object and no parts behind. */
  abort(): Promise<void>;
}

/** Opens a writer: one PutObject for what fits in a part, a multipart upload beyond. S3 checks every CRC64NVME. */
export function openObjectWriter(target: {
  client: S3Client;
  bucket: string;
  key: string;
  contentType: string;
}): ObjectWriter {
  const { client, contentType } = target;
  const place = { Bucket: target.bucket, Key: target.key };
  const sha256 = createHash('sha256');
  const crc = new Crc64Nvme();
  let bytes = 0;
  let pieces: Uint8Array[] = [];
  let pending = 0;
  let uploadId: string | undefined;
  const parts: Promise<{ PartNumber: number; ETag: string; ChecksumCRC64NVME: string }>[] = [];

  const takePending = (): Buffer => {
    const body = Buffer.concat(pieces, pending);
    pieces = [];
    pending = 0;
    return body;
  };

  const uploadPart = async (body: Buffer, number: number, id: string) => {
    const checksum = encodeCrc64(new Crc64Nvme().update(body).digest());
    const sent = await client.send(
      new UploadPartCommand({
        ...place,
        UploadId: id,
        PartNumber: number,
        Body: body,
        ChecksumCRC64NVME: checksum,
      }),
    );
    return { PartNumber: number, ETag: sent.ETag ?? '', ChecksumCRC64NVME: checksum };
  };

  const flushPart = async (): Promise<void> => {
    const body = takePending();
    if (uploadId === undefined) {
      const created = await client.send(
        new CreateMultipartUploadCommand({
          ...place,
          ContentType: contentType,
          ChecksumAlgorithm: 'CRC64NVME',
          ChecksumType: 'FULL_OBJECT',
        }),
      );
      uploadId = created.UploadId ?? '';
    }
    const part = uploadPart(body, parts.length + 1, uploadId);
    part.catch(() => {}); // Reported by the await below or by close().
    parts.push(part);
    await parts[parts.length - partsInFlight];
  };

  return {
    get bytes() {
      return bytes;
    },
    async write(piece) {
      sha256.update(piece);
      crc.update(piece);
      bytes += piece.byteLength;
      pieces.push(piece);
      pending += piece.byteLength;
      if (pending >= partBytes) await flushPart();
    },
    async close() {
      const checksum = encodeCrc64(crc.digest());
      const written = { bytes, sha256: sha256.digest('hex'), crc64nvme: checksum };
      if (uploadId === undefined) {
        const put = await client.send(
          new PutObjectCommand({
            ...place,
            Body: takePending(),
            ContentType: contentType,
            ChecksumCRC64NVME: checksum,
          }),
        );
        return { ...written, etag: put.ETag ?? '' };
      }
      if (pending > 0) await flushPart();
      const completed = await client.send(
        new CompleteMultipartUploadCommand({
          ...place,
          UploadId: uploadId,
          ChecksumType: 'FULL_OBJECT',
          ChecksumCRC64NVME: checksum,
          MultipartUpload: { Parts: await Promise.all(parts) },
        }),
      );
      return { ...written, etag: completed.ETag ?? '' };
    },
    async abort() {
      pieces = [];
      pending = 0;
      if (uploadId === undefined) return;
      await Promise.allSettled(parts);
      await client.send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId }));
    },
  };
}
