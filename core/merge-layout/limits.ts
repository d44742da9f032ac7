const mebibyte = 1024 ** 2;

/**
 * Limits of S3's multipart uploads: parts of 5 MiB to 5 GiB, but for the last; 10,000 parts.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
export const s3Limits = {
  leastPartBytes: 5 * mebibyte,
  mostPartBytes: 5 * 1024 * mebibyte,
  mostParts: 10_000,
} as const;

/** Parts of an upload that a plan uses at most: a margin below S3's 10,000. */
export const mostPlannedParts = 9_000;
/** Pieces of one job or part at most: at 130 bytes each they stay within Step Functions' 256 KiB. */
export const mostPieces = 1_000;
/** Bytes that a part holds whose pieces are streamed: it is held in memory while it is sent. */
export const streamedPartBytes = 8 * mebibyte;
/** Bytes that one job streams at most: some seconds of a Lambda's network. */
export const mostStreamedBytes = 256 * mebibyte;
/** Copies that one job asks for at most. */
export const mostCopies = 500;
