import { type Json, parseJson } from '../json.ts';
import { JsonScanner } from './json-scanner.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/** An item of a JSON source. */
export interface JsonItem {
  value: Json;
  /** The member's name when the source is an object. */
  key: string | undefined;
}

/**
 * Items of a JSON source: the elements of an array, or the members of an object.
 * @param pointer way to the array or object from the document's root
 */
export async function* readJson(
  chunks: AsyncIterable<string>,
  pointer: readonly string[],
): AsyncGenerator<JsonItem> {
  const scanner = new JsonScanner(pointer);
  for await (const chunk of chunks) {
    scanner.feed(chunk);
    for (const { text, key } of scanner.take()) yield { value: parseItem(text), key };
  }
  scanner.end();
}

function parseItem(text: string): Json {
  try {
    return parseJson(text);
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ItemReaderFailure(`The JSON source is not valid JSON: ${detail}`);
  }
}
