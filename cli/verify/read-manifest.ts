import { refuseAll } from '../../core/errors/problems.ts';
import { parseManifest, type ReadableManifest } from '../../core/verification/index.ts';
import { formatBytes } from '../format/bytes.ts';

/** Some 200,000 objects. What is larger is no manifest, and is not read into memory. */
const mostBytes = 64 * 1024 ** 2;

/**
 * Reads a manifest.
 * @param name as a person finds it
 * @param bytes undefined if it isn't there
 * @throws FanfoldError `InvalidUsage` naming everything that is wrong with it
 */
export async function readManifest(
  name: string,
  bytes: AsyncIterable<Uint8Array> | undefined,
): Promise<ReadableManifest> {
  const refuse = (problems: readonly string[]) => refuseAll('InvalidUsage', `the manifest ${name}`, problems);
  if (bytes === undefined) throw refuse(['it does not exist']);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > mostBytes)
      throw refuse([`it is larger than ${formatBytes(mostBytes)}, so it is none; name the manifest.json`]);
    chunks.push(chunk);
  }
  const parsed = parseManifest(Buffer.concat(chunks).toString('utf8'));
  if (parsed.ok) return parsed.manifest;
  throw refuse(parsed.problems);
}
