import { receiveBody } from '../body/receive-body.ts';
import type { Operation } from '../operation.ts';
import { quoteEtag } from '../protocol/etags.ts';
import { checksumHeaders, readChosenMetadata } from '../protocol/object-headers.ts';
import { BODY_HEADERS, WRITE_CONDITION_HEADERS } from '../protocol/request-headers.ts';
import { writeObject } from './write-object.ts';

/** PutObject, up to 5 GiB. */
export const putObject: Operation = {
  name: 'PutObject',
  method: 'PUT',
  target: 'object',
  headers: [...BODY_HEADERS, ...WRITE_CONDITION_HEADERS],
  handle: async (context) => {
    const { etag, checksum } = await writeObject(context, 'PutObject', async (file) => {
      const chosen = readChosenMetadata(context.request);
      return { digests: await receiveBody(context.request, file, context.threads), chosen };
    });
    return { headers: { etag: quoteEtag(etag), ...checksumHeaders(checksum) } };
  },
};
