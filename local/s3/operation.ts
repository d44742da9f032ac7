import type { LocalAccount, ObjectCreated } from '../ports.ts';
import type { S3Request } from './request.ts';
import type { S3Response } from './response.ts';
import type { Bucket } from './store/bucket.ts';
import type { ObjectMetadata } from './store/object-file.ts';
import type { Store } from './store/store.ts';
import type { BodyThreads } from './threads/body-threads.ts';

/** What an operation works with. */
export interface OperationContext {
  store: Store;
  account: LocalAccount;
  threads: BodyThreads;
  request: S3Request;
  /** Name of the bucket in the path; empty for the service. */
  bucketName: string;
  /** Key in the path; empty for the service and buckets. */
  key: string;
  /** Tells the listener of a new object. */
  announce(bucket: Bucket, object: ObjectMetadata, reason: ObjectCreated['reason']): void;
}

/** What all requests share. */
export type SharedContext = Pick<OperationContext, 'store' | 'account' | 'threads' | 'announce'>;

/** One operation of the API, and which requests are it. */
export interface Operation {
  /** AWS's name. */
  name: string;
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  target: 'service' | 'bucket' | 'object';
  /** Query parameters and headers that must be there: they tell operations of one method and target apart. */
  requires?: { query?: readonly string[]; header?: string };
  /** Further query parameters that it understands; any other is refused. */
  query?: readonly string[];
  /** Headers that change its meaning and that it understands; any other is refused. */
  headers?: readonly string[];
  handle(context: OperationContext): S3Response | Promise<S3Response>;
}
