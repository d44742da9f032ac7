import * as s3 from '@aws-sdk/client-s3';
import { operation, type SdkOperation } from '../sdk-operation.ts';

type Client = s3.S3Client;

/** Actions of S3: those that the local S3 has. */
export const s3Operations: Readonly<Record<string, SdkOperation<Client>>> = {
  abortMultipartUpload: operation(
    s3.AbortMultipartUpload$,
    (client: Client, input: s3.AbortMultipartUploadCommandInput) =>
      client.send(new s3.AbortMultipartUploadCommand(input)),
  ),
  completeMultipartUpload: operation(
    s3.CompleteMultipartUpload$,
    (client: Client, input: s3.CompleteMultipartUploadCommandInput) =>
      client.send(new s3.CompleteMultipartUploadCommand(input)),
  ),
  copyObject: operation(s3.CopyObject$, (client: Client, input: s3.CopyObjectCommandInput) =>
    client.send(new s3.CopyObjectCommand(input)),
  ),
  createBucket: operation(s3.CreateBucket$, (client: Client, input: s3.CreateBucketCommandInput) =>
    client.send(new s3.CreateBucketCommand(input)),
  ),
  createMultipartUpload: operation(
    s3.CreateMultipartUpload$,
    (client: Client, input: s3.CreateMultipartUploadCommandInput) =>
      client.send(new s3.CreateMultipartUploadCommand(input)),
  ),
  deleteBucket: operation(s3.DeleteBucket$, (client: Client, input: s3.DeleteBucketCommandInput) =>
    client.send(new s3.DeleteBucketCommand(input)),
  ),
  deleteObject: operation(s3.DeleteObject$, (client: Client, input: s3.DeleteObjectCommandInput) =>
    client.send(new s3.DeleteObjectCommand(input)),
  ),
  deleteObjects: operation(s3.DeleteObjects$, (client: Client, input: s3.DeleteObjectsCommandInput) =>
    client.send(new s3.DeleteObjectsCommand(input)),
  ),
  getBucketLocation: operation(
    s3.GetBucketLocation$,
    (client: Client, input: s3.GetBucketLocationCommandInput) =>
      client.send(new s3.GetBucketLocationCommand(input)),
  ),
  getObject: operation(s3.GetObject$, (client: Client, input: s3.GetObjectCommandInput) =>
    client.send(new s3.GetObjectCommand(input)),
  ),
  headBucket: operation(s3.HeadBucket$, (client: Client, input: s3.HeadBucketCommandInput) =>
    client.send(new s3.HeadBucketCommand(input)),
  ),
  headObject: operation(s3.HeadObject$, (client: Client, input: s3.HeadObjectCommandInput) =>
    client.send(new s3.HeadObjectCommand(input)),
  ),
  listBuckets: operation(s3.ListBuckets$, (client: Client, input: s3.ListBucketsCommandInput) =>
    client.send(new s3.ListBucketsCommand(input)),
  ),
  listMultipartUploads: operation(
    s3.ListMultipartUploads$,
    (client: Client, input: s3.ListMultipartUploadsCommandInput) =>
      client.send(new s3.ListMultipartUploadsCommand(input)),
  ),
  listObjectsV2: operation(s3.ListObjectsV2$, (client: Client, input: s3.ListObjectsV2CommandInput) =>
    client.send(new s3.ListObjectsV2Command(input)),
  ),
  listParts: operation(s3.ListParts$, (client: Client, input: s3.ListPartsCommandInput) =>
    client.send(new s3.ListPartsCommand(input)),
  ),
  putObject: operation(s3.PutObject$, (client: Client, input: s3.PutObjectCommandInput) =>
    client.send(new s3.PutObjectCommand(input)),
  ),
  uploadPart: operation(s3.UploadPart$, (client: Client, input: s3.UploadPartCommandInput) =>
    client.send(new s3.UploadPartCommand(input)),
  ),
  uploadPartCopy: operation(s3.UploadPartCopy$, (client: Client, input: s3.UploadPartCopyCommandInput) =>
    client.send(new s3.UploadPartCopyCommand(input)),
  ),
};
