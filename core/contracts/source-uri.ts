import * as z from 'zod';

/** Bytes of a key in UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const mostKeyBytes = 1_024;
const form = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/s;
/** Control characters, separators of lines, halves of characters. */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * `s3://bucket/key`. The key has 1,024 bytes at most, no control characters, and no step `.` or `..`: S3 gives those no
 * meaning, but other programs would.
 */
export const s3Uri = z.string().superRefine((uri, context) => {
  for (const message of findProblems(uri)) context.addIssue({ code: 'custom', message });
});

function findProblems(uri: string): string[] {
  const [, bucket = '', key = ''] = form.exec(uri) ?? [];
  if (bucket === '' || bucket.includes('..') || /^\d+(\.\d+){3}$/.test(bucket))
    return ['must look like s3://bucket/key'];
  const bytes = Buffer.byteLength(key);
  return [
    ...(bytes > mostKeyBytes ? [`its key has ${bytes} bytes; S3 allows ${mostKeyBytes}`] : []),
    ...(unseen.test(key) ? ['its key must have no control characters or halves of characters'] : []),
    ...(key.split('/').some((step) => step === '.' || step === '..')
      ? ['its key must have no step that is . or ..']
      : []),
  ];
}
