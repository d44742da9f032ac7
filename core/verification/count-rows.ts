import { createSplitter, SourceRefusal } from '../splitting/index.ts';

const lineFeed = 0x0a;

/** What an object's content was found to be. `problem` follows the object's name, without a full stop. */
export interface RowCount {
  rows: number;
  problem?: string;
  /** Names of the columns; null for other formats than CSV. */
  columns: readonly string[] | null;
}

/** Counts rows in bytes that are pushed in chunks of any size, in memory that doesn't grow with them. */
export interface RowCounter {
  push(chunk: Uint8Array): void;
  end(): RowCount;
}

/** Makes the counter of a text format. Nothing is thrown: what isn't of that format is told by `end`. */
export function createRowCounter(format: 'jsonl' | 'csv'): RowCounter {
  return format === 'jsonl' ? countLines() : countRecords();
}

/** Every row of JSONL ends with a line feed, the last one too. */
function countLines(): RowCounter {
  let rows = 0;
  let last = lineFeed;
  return {
    push(pushed) {
      const chunk = Buffer.from(pushed.buffer, pushed.byteOffset, pushed.byteLength);
      for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1)) rows += 1;
      last = chunk.at(-1) ?? last;
    },
    end: () =>
      last === lineFeed
        ? { rows, columns: null }
        : { rows, columns: null, problem: 'ends in the middle of a line; every row ends with a line feed' },
  };
}

/** Records of CSV without the header, which every object has. */
function countRecords(): RowCounter {
  const splitter = createSplitter({ type: 'csv', delimiter: ',' });
  let rows = 0;
  let refusal: SourceRefusal | undefined;
  const unlessRefused = (action: () => void): void => {
    if (refusal !== undefined) return;
    try {
      action();
    } catch (error) {
      if (!(error instanceof SourceRefusal)) throw error;
      refusal = error;
    }
  };
  const visit = (): void => {
    rows += 1;
  };
  return {
    push: (chunk) => unlessRefused(() => splitter.push(chunk, visit)),
    end() {
      unlessRefused(() => splitter.end(visit));
      const { columns } = splitter;
      if (refusal !== undefined) {
        return { rows, columns, problem: `is no sound CSV: ${refusal.message.replace(/\.$/, '')}` };
      }
      return columns === null ? { rows, columns, problem: 'has no CSV header' } : { rows, columns };
    },
  };
}
