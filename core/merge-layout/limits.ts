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
/** Bytes that a part holds whose pieces are streamed: it is held in memory while it is sent. */
export const streamedPartBytes = 8 * mebibyte;
/** Bytes of a streamed part at most: the last piece in it is too small to be copied. */
export const mostStreamedPartBytes = streamedPartBytes + s3Limits.leastPartBytes;

/** What one job, or the one Lambda that merges a small run alone, does at most. */
export interface JobLimits {
  /** Pieces of a job or part. */
  pieces: number;
  /** Bytes that a job streams, give or take a part. */
  streamedBytes: number;
  /** Copies that a job asks for. */
  copies: number;
  /** Bytes that a job has copied. */
  copiedBytes: number;
}

/**
 * Limits of jobs. A thousand pieces of 200 bytes stay within Step Functions' 256 KiB; 256 MiB are some seconds of a
 * Lambda's network; 16 GiB of copies are half a minute of S3's time, for which the job waits.
 */
export const jobLimits: JobLimits = {
  pieces: 1_000,
  streamedBytes: 256 * mebibyte,
  copies: 500,
  copiedBytes: 16 * 1024 * mebibyte,
};
