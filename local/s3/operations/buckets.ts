import { z } from 'zod';
import { receiveDocument } from '../body/receive-body.ts';
import { invalidArgument, S3Error } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { buildDocument } from '../xml/build-document.ts';
import { parseDocument } from '../xml/parse-document.ts';

/** S3's rules: 3 to 63 lower-case letters, digits, dots and hyphens; no two dots in a row; not like an IP address. */
const NAME = /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const MAXIMUM_LISTED = 10_000;

const createBucketConfiguration = z.union([
  z.literal('').transform(() => ({ LocationConstraint: undefined })),
  z.strictObject({ LocationConstraint: z.string().optional() }),
]);

/**
 * CreateBucket. A bucket that exists is BucketAlreadyOwnedByYou in every region, where S3 makes an exception for us-east-1.
 * A location constraint other than the account's region is refused; none at all means that region.
 */
export const createBucket: Operation = {
  name: 'CreateBucket',
  method: 'PUT',
  target: 'bucket',
  handle: async ({ store, account, request, bucketName }) => {
    if (!NAME.test(bucketName))
      throw new S3Error('InvalidBucketName', { fields: { BucketName: bucketName } });
    const text = await receiveDocument(request, 65_536);
    const { LocationConstraint: location } =
      text === ''
        ? { LocationConstraint: undefined }
        : parseDocument(text, 'CreateBucketConfiguration', createBucketConfiguration);
    if (location !== undefined && location !== account.region) {
      throw new S3Error('IllegalLocationConstraintException', {
        message: `The ${location} location constraint is incompatible with this region: only ${account.region} is allowed.`,
      });
    }
    store.createBucket(bucketName);
    return { headers: { location: `/${bucketName}` } };
  },
};

/** HeadBucket. */
export const headBucket: Operation = {
  name: 'HeadBucket',
  method: 'HEAD',
  target: 'bucket',
  handle: ({ store, account, bucketName }) => {
    store.bucket(bucketName);
    return { headers: { 'x-amz-bucket-region': account.region } };
  },
};

/** DeleteBucket: only without objects; unfinished multipart uploads go with it. */
export const deleteBucket: Operation = {
  name: 'DeleteBucket',
  method: 'DELETE',
  target: 'bucket',
  handle: ({ store, bucketName }) => {
    store.deleteBucket(bucketName);
    return { status: 204 };
  },
};

/** ListBuckets, in the order of names, with pages where asked for. */
export const listBuckets: Operation = {
  name: 'ListBuckets',
  method: 'GET',
  target: 'service',
  query: ['prefix', 'max-buckets', 'continuation-token', 'bucket-region'],
  handle: ({ store, account, request: { query } }) => {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const region = query.get('bucket-region') ?? account.region;
    const limit = Number(query.get('max-buckets') ?? MAXIMUM_LISTED);
    if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM_LISTED) {
      throw invalidArgument(
        'max-buckets',
        String(query.get('max-buckets')),
        `max-buckets must be 1 to ${MAXIMUM_LISTED}.`,
      );
    }
    const found = store
      .buckets()
      .filter(({ name }) => name.startsWith(prefix) && name > after && region === account.region);
    const page = found.slice(0, limit);
    return {
      body: buildDocument('ListAllMyBucketsResult', {
        Owner: { ID: account.accountId },
        Buckets: {
          Bucket: page.map(({ name, createdAt }) => ({
            Name: name,
            CreationDate: new Date(createdAt).toISOString(),
            BucketRegion: account.region,
          })),
        },
        ContinuationToken: found.length > page.length ? page.at(-1)?.name : undefined,
        Prefix: prefix === '' ? undefined : prefix,
      }),
    };
  },
};

/** GetBucketLocation: empty for us-east-1, as on S3. */
export const getBucketLocation: Operation = {
  name: 'GetBucketLocation',
  method: 'GET',
  target: 'bucket',
  requires: { query: ['location'] },
  handle: ({ store, account, bucketName }) => {
    store.bucket(bucketName);
    const region = account.region === 'us-east-1' ? '' : account.region;
    return { body: buildDocument('LocationConstraint', { '#text': region }) };
  },
};
