import type { ExecutionInput, SourceFormatName } from '../../core/contracts/execution-input.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { PinnedObject } from '../../core/contracts/unit.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { showValue } from '../../core/errors/problems.ts';
import { showText } from '../../core/errors/show-text.ts';
import {
  type CsvDelimiter,
  MAX_MARKS,
  SourceRefusal,
  type SparseIndex,
  scanSource,
} from '../../core/splitting/index.ts';
import type { SourceObject } from './pin-source.ts';
import { decompressSource, type ItemStore, inlineItems, type Staging, stageItems } from './stage-items.ts';

/** What a run's items are. */
export interface FoundItems {
  format: SourceFormatName;
  delimiter: CsvDelimiter | undefined;
  columns: readonly string[] | undefined;
  total: number;
  /** Where the items are, object by object. */
  objects: { uri: string; object: PinnedObject; index: SparseIndex; items: number }[];
}

/**
 * Scans the source once and finds its items. What can't be addressed by byte range is staged on the way.
 * @throws FanfoldError `SourceRefused` if it can't be split reliably; `SourceChanged`
 */
export async function findItems(
  store: ItemStore,
  bucket: string,
  input: Pick<ExecutionInput, 'source'> & { runId: string },
  source: readonly SourceObject[],
): Promise<FoundItems> {
  const keys = runKeys(input.runId);
  if ('items' in input.source) {
    const found = await scan(
      inlineItems(input.source.items),
      { store, bucket, key: keys.items(0, 'jsonl') },
      'jsonl',
      undefined,
      'The items',
      MAX_MARKS,
    );
    return {
      format: 'jsonl',
      delimiter: undefined,
      columns: undefined,
      total: found.items,
      objects: [{ uri: 'inline', ...found }],
    };
  }
  const format = settleFormat(source, input.source.format);
  const delimiter =
    format === 'csv' ? (input.source.delimiter ?? source[0]?.name.delimiter ?? ',') : undefined;
  const maxMarks = Math.max(2, 2 * Math.floor(MAX_MARKS / source.length / 2));
  const objects: FoundItems['objects'] = [];
  let columns: readonly string[] | undefined;
  for (const [number, object] of source.entries()) {
    const bytes = await store.read(object);
    const found =
      object.name.compression === undefined
        ? await scan(bytes, object, format, delimiter, object.uri, maxMarks)
        : await scan(
            decompressSource(bytes, object.name.compression, object.uri),
            { store, bucket, key: keys.items(number, format) },
            format,
            delimiter,
            object.uri,
            maxMarks,
          );
    if (found.items > 0 && format === 'csv') columns = sameColumns(columns, found.columns, object.uri);
    objects.push({ uri: object.uri, ...found });
  }
  return { format, delimiter, columns, total: objects.reduce((sum, { items }) => sum + items, 0), objects };
}

async function scan(
  chunks: AsyncIterable<Buffer>,
  at: PinnedObject | Staging,
  format: SourceFormatName,
  delimiter: CsvDelimiter | undefined,
  name: string,
  maxMarks: number,
) {
  const scanChunks = (bytes: AsyncIterable<Buffer>) =>
    scanSource(bytes, format === 'csv' ? { type: format, delimiter: delimiter ?? ',' } : { type: format }, {
      maxMarks,
    });
  try {
    const { found, object } =
      'etag' in at
        ? { found: await scanChunks(chunks), object: { bucket: at.bucket, key: at.key, etag: at.etag } }
        : await stageItems(chunks, at, scanChunks);
    const columns = found.format.type === 'csv' ? found.format.columns : undefined;
    return { object, index: found.index, items: found.index.items, columns };
  } catch (error) {
    if (!(error instanceof SourceRefusal)) throw error;
    throw new FanfoldError('SourceRefused', `${showText(name)} can't be split into items: ${error.message}`, {
      cause: error,
    });
  }
}

function settleFormat(
  source: readonly SourceObject[],
  given: SourceFormatName | undefined,
): SourceFormatName {
  if (given !== undefined) return given;
  const formats = new Set(source.map(({ name }) => name.format));
  const [format] = formats;
  if (formats.size === 1 && format !== undefined) return format;
  const unknown = source.find(({ name }) => name.format === undefined);
  const what =
    unknown === undefined
      ? 'The objects of the source have several formats'
      : `The name of ${showText(unknown.uri)} doesn't say its format`;
  throw new FanfoldError(
    'SourceRefused',
    `${what}; allowed are .jsonl, .ndjson, .csv, .tsv and .json, each also with .gz or .zst, or name the format`,
  );
}

function sameColumns(
  before: readonly string[] | undefined,
  found: readonly string[] | undefined,
  uri: string,
) {
  if (before !== undefined && JSON.stringify(before) !== JSON.stringify(found)) {
    throw new FanfoldError(
      'SourceRefused',
      `${showText(uri)} has the columns ${showValue(found)}, the objects before it ${showValue(before)}; all objects of a source need the same header`,
    );
  }
  return found;
}
