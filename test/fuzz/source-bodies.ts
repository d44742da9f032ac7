import { gzipSync } from 'node:zlib';

const jsonl = '{"n":1,"text":"a"}\n{"n":2,"fail":"no"}\nnot json\n{"n":3}\n';

/** Objects of the bucket, by key: sound ones, one without items, damaged ones. */
export const sourceBodies: Readonly<Record<string, string | Buffer>> = {
  'few.jsonl': jsonl,
  'few.csv': 'n,text\n1,a\n2,b\n',
  'few.json': '[{"n":1},{"n":2},"three"]',
  'few.jsonl.gz': gzipSync(jsonl),
  'none.jsonl': '',
  'broken.json': '[{"n":1},{"n":2}',
  'cut.jsonl.gz': gzipSync(jsonl).subarray(0, -9),
  'no-format': jsonl,
  'inbox/übung 1+1.jsonl': jsonl,
};
