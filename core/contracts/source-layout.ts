import type { CsvDelimiter, ItemFormat } from '../splitting/index.ts';
import type { SourceFormatName } from './execution-input.ts';

/** How a source is laid out, as plans, units and item processes carry it. */
export interface SourceLayout {
  format: SourceFormatName;
  /** CSV only: the header's names. */
  columns?: readonly string[] | undefined;
  /** CSV only. */
  delimiter?: CsvDelimiter | undefined;
}

/** The layout as the splitters take it. */
export function toItemFormat({ format, delimiter, columns }: SourceLayout): ItemFormat {
  return format === 'csv'
    ? { type: format, delimiter: delimiter ?? ',', columns: columns ?? [] }
    : { type: format };
}

/** The layout alone, without absent fields: JSON and strict schemas tell an absent field from an undefined one. */
export function pickLayout({ format, delimiter, columns }: SourceLayout) {
  return {
    format,
    ...(delimiter !== undefined && { delimiter }),
    ...(columns !== undefined && { columns: [...columns] }),
  };
}
