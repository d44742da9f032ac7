import { type Json, parseJson } from '../json.ts';
import { readLines } from './lines.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/** Items of a JSON Lines source: one value per line, blank lines skipped. */
export async function* readJsonLines(chunks: AsyncIterable<string>): AsyncGenerator<Json> {
  let number = 0;
  for await (const line of readLines(chunks)) {
    number += 1;
    if (line.trim() === '') continue;
    yield parseLine(line, number);
  }
}

function parseLine(line: string, number: number): Json {
  try {
    return parseJson(line);
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ItemReaderFailure(`Line ${number} is not a JSON value: ${detail}`);
  }
}
