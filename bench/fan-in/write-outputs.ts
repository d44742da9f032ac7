import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';

/** A unit's output, as a file. */
export interface OutputFile {
  path: string;
  bytes: number;
  rows: number;
  sha256: string;
  crc64nvme: string;
}

/** Writes JSONL files of rows with some numbers and text, each of about so many bytes. */
export function writeOutputs(folder: string, outputs: number, bytesEach: number): OutputFile[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: outputs }, (_, unit) => {
    const body = makeRows(unit, bytesEach);
    const path = join(folder, `${String(unit).padStart(8, '0')}.jsonl`);
    writeFileSync(path, body);
    return {
      path,
      bytes: body.length,
      rows: body.toString('latin1').split('\n').length - 1,
      sha256: createHash('sha256').update(body).digest('hex'),
      crc64nvme: encodeCrc64(new Crc64Nvme().update(body).digest()),
    };
  });
}

/** Bytes of all outputs together. */
export function totalBytes(files: readonly OutputFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/** The rows of a unit: different in every unit, cheap to make. */
function makeRows(unit: number, bytes: number): Buffer {
  const block = Array.from(
    { length: 64 },
    (_, at) => `${JSON.stringify({ unit, hour: at % 24, late: at % 3 === 0, distance: unit * 64 + at })}\n`,
  ).join('');
  return Buffer.from(block.repeat(Math.max(1, Math.round(bytes / block.length))));
}
