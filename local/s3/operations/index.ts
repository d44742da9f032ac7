import type { Operation } from '../operation.ts';
import { abortMultipartUpload } from './abort-multipart-upload.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import { completeMultipartUpload } from './complete-multipart-upload.ts';
import { copyObject } from './copy-object.ts';
import { createMultipartUpload } from './create-multipart-upload.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject, headObject } from './get-object.ts';
import { listMultipartUploads } from './list-multipart-uploads.ts';
import { listObjectsV2 } from './list-objects.ts';
import { listParts } from './list-parts.ts';
import { putObject } from './put-object.ts';
import { uploadPart, uploadPartCopy } from './upload-part.ts';

/** Every operation that the server knows. */
export const OPERATIONS: readonly Operation[] = [
  abortMultipartUpload,
  completeMultipartUpload,
  copyObject,
  createBucket,
  createMultipartUpload,
  deleteBucket,
  deleteObject,
  deleteObjects,
  getBucketLocation,
  getObject,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjectsV2,
  listParts,
  putObject,
  uploadPart,
  uploadPartCopy,
];
