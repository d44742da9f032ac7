import type { SourceFormatName } from '../contracts/execution-input.ts';
import type { CsvDelimiter } from '../splitting/index.ts';

/** What a source's name says of its content. */
export interface SourceName {
  format: SourceFormatName | undefined;
  delimiter: CsvDelimiter | undefined;
  compression: 'gzip' | 'zstd' | undefined;
}

const formats: Record<string, Pick<SourceName, 'format' | 'delimiter'>> = {
  jsonl: { format: 'jsonl', delimiter: undefined },
  ndjson: { format: 'jsonl', delimiter: undefined },
  json: { format: 'json', delimiter: undefined },
  csv: { format: 'csv', delimiter: undefined },
  tsv: { format: 'csv', delimiter: '\t' },
};
const compressions: Record<string, SourceName['compression']> = {
  gz: 'gzip',
  gzip: 'gzip',
  zst: 'zstd',
  zstd: 'zstd',
};

/** Reads format and compression from a name's endings: `.jsonl`, `.ndjson`, `.csv`, `.tsv`, `.json`, and `.gz` or `.zst` after it. */
export function readSourceName(name: string): SourceName {
  const endings = name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    .split('.')
    .slice(1);
  const last = endings.at(-1) ?? '';
  const compression = Object.hasOwn(compressions, last) ? compressions[last] : undefined;
  const ending = (compression === undefined ? last : endings.at(-2)) ?? '';
  return {
    compression,
    ...(formats[Object.hasOwn(formats, ending) ? ending : ''] ?? { format: undefined, delimiter: undefined }),
  };
}
