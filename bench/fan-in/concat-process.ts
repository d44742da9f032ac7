import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { readInput } from './rival-input.ts';

/** Concatenates files as a program in Node does it by the book: a read stream for each, piped into one write stream. */
const { inputs, output } = readInput();
await pipeline(async function* () {
  for (const input of inputs) yield* createReadStream(input);
}, createWriteStream(output));
