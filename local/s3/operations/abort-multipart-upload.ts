import type { Operation } from '../operation.ts';
import { findUpload } from '../protocol/upload-parameters.ts';

/** AbortMultipartUpload. While the upload is being completed it is refused with 409. */
export const abortMultipartUpload: Operation = {
  name: 'AbortMultipartUpload',
  method: 'DELETE',
  target: 'object',
  requires: { query: ['uploadId'] },
  handle: (context) => {
    const { bucket, upload } = findUpload(context);
    upload.assertOpen();
    bucket.removeUpload(upload);
    return { status: 204 };
  },
};
