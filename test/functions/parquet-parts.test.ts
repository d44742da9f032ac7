import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { jsonSchema } from '../../core/contracts/task-document.ts';
import { normalizeDuck, normalizeHyparquet, normalizeJson } from '../core/parquet/same-rows.ts';
import {
  type Duck,
  openDuck,
  readMetadata,
  readSchema,
  readWithHyparquet,
  toJsonl,
} from '../core/parquet/support.ts';
import { type MergeChain, startMerge } from '../support/start-merge.ts';

let chain: MergeChain;
let duck: Duck;
beforeAll(async () => {
  [chain, duck] = await Promise.all([startMerge(), openDuck()]);
});
afterAll(async () => {
  duck.close();
  await chain.close();
});

/** A column of every kind. */
const row = z.object({
  id: z.int32(),
  name: z.string(),
  note: z.string().nullable(),
  place: z.object({ lat: z.number(), label: z.string().optional() }).nullable(),
  tags: z.array(z.string()),
  at: z.iso.datetime(),
  day: z.iso.date(),
  big: z.stringFormat('int64', /^-?\d+$/),
  filler: z.string(),
});
const rowSchema = jsonSchema.parse(z.toJSONSchema(row));
const schema = readSchema(rowSchema);

const units = 10;
const rowsPerUnit = 60;

/** Text that doesn't compress, so that each unit's chunk has the 5 MiB of a part that S3 copies. */
function fill(seed: number): string {
  const words = new Uint32Array(24_000);
  let state = seed + 1;
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[at] = state;
  }
  return Buffer.from(words.buffer).toString('base64');
}

function makeRow(id: number): z.infer<typeof row> {
  return {
    id,
    name: ['Ærø', '東京', '😀', ''][id % 4] ?? '',
    note: id % 3 === 0 ? null : `note ${id}`,
    place: id % 5 === 0 ? null : { lat: id / 7, ...(id % 2 === 0 && { label: `l${id}` }) },
    tags: Array.from({ length: id % 4 }, (_, n) => `t${n}`),
    at: new Date(1_700_000_000_000 + id * 1_001).toISOString(),
    day: new Date(id * 86_400_000).toISOString().slice(0, 10),
    big: String(9_007_199_254_740_993n * BigInt(id - 300)),
    filler: fill(id),
  };
}

const rows = Array.from({ length: units * rowsPerUnit }, (_, id) => makeRow(id));
const outputs = Array.from({ length: units }, (_, unit) =>
  toJsonl(rows.slice(unit * rowsPerUnit, (unit + 1) * rowsPerUnit)),
);

test.each([
  ['one merge Lambda', {}, []],
  [
    'ten merge Lambdas, each a chunk that becomes a part',
    { pieces: 1, streamedBytes: 1 },
    ['encode', 'parts'],
  ],
])('%s: DuckDB and hyparquet read the rows as they are', async (_, limits, kinds) => {
  const run = await chain.open(outputs, { format: 'parquet' }, { rowSchema, limits });

  const merged = await chain.merge(run);

  expect(merged.sealed).toMatchObject({ status: 'SUCCEEDED', dataset: { rows: rows.length } });
  expect(merged.kinds).toEqual(kinds);
  const [file = Buffer.alloc(0)] = await chain.readObjects(merged.sealed);
  const expected = normalizeJson(rows, schema);
  expect(normalizeHyparquet(await readWithHyparquet(file), schema)).toEqual(expected);
  expect(normalizeDuck(await duck.query(file, 'SELECT * FROM $file'), schema)).toEqual(expected);
  const groups = readMetadata(file).row_groups;
  expect(groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0)).toBe(rows.length);
  const statistics = await duck.query(
    file,
    "SELECT row_group_id, stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata($file) WHERE path_in_schema = 'id' ORDER BY row_group_id",
  );
  expect(statistics).toHaveLength(groups.length);
  expect(statistics[0]).toMatchObject({ stats_min_value: '0' });
  expect(statistics.at(-1)).toMatchObject({ stats_max_value: String(rows.length - 1) });
  expect(merged.kinds.length === 0 || groups.length >= units).toBe(true);
});
