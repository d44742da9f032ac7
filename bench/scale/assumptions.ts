/** What the model takes for granted about AWS, and why. Each is a line of `docs/scale.md`. */
export const assumptions = {
  lambdaConcurrency: {
    value: 990,
    what: 'merge Lambdas at once',
    why: "Lambda's default quota of 1,000, less the 10 that fanfold leaves free (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html)",
  },
  childStartsPerSecond: {
    value: 100,
    what: 'children of a Map Run started per second',
    why: 'STANDARD children of a Distributed Map (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html)',
  },
  streamedBytesPerSecond: {
    value: 75e6,
    what: 'bytes per second that one Lambda reads and sends on at once',
    why: "assumption: Lambda's network is some 600 Mbit/s; 65 MB/s are published for one streaming Lambda in Node (reference: rustysl.com, S3 archive streaming)",
  },
  copyLatencySeconds: { value: 0.1, what: 'seconds before a copy begins', why: 'assumption, not measured' },
  copyBytesPerSecond: {
    value: 100e6,
    what: 'bytes per second of one UploadPartCopy',
    why: 'assumption, not measured; cautious: 141 MB/s are published for one Lambda that copies parts one by one',
  },
  copiesInFlight: {
    value: 8,
    what: 'copies that one Lambda waits for at once',
    why: '`aws/merging/send-parts.ts`',
  },
  getLatencySeconds: {
    value: 0.03,
    what: 'seconds to the first byte of a GetObject',
    why: 'assumption: usual in one region',
  },
  readsInFlight: {
    value: 16,
    what: 'objects that one Lambda reads at once',
    why: '`aws/merging/read-pieces.ts`',
  },
  writesPerSecond: {
    value: 3_500,
    what: 'PUT and COPY requests per second to one prefix',
    why: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html, before S3 divides the prefix',
  },
  coldStartSeconds: { value: 1, what: 'seconds until a new Lambda runs', why: 'assumption' },
  stepOverheadSeconds: {
    value: 5,
    what: 'seconds that a Map Run takes besides its children',
    why: 'assumption: start, reading jobs.jsonl, writing results',
  },
  receiptBytes: {
    value: 1_500,
    what: "bytes of a unit's row in the ledger",
    why: 'assumption: a receipt with its histogram of item times',
  },
  receiptsPerSecond: {
    value: 10_000,
    what: 'rows of the ledger read per second by one Lambda',
    why: 'assumption: pages of 200 rows, 20 ms each',
  },
  completeSecondsPerThousandParts: {
    value: 7,
    what: 'seconds of CompleteMultipartUpload per 1,000 parts',
    why: 'assumption; AWS says that it may take minutes (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html)',
  },
  memoryGigabytes: {
    value: 1_769 / 1_024,
    what: 'GB of memory of a merge Lambda',
    why: '`infra/create-functions.ts`',
  },
} as const;
