import { inboxPrefix, refusalEnding, sidecarEnding } from '../contracts/trigger.ts';

/** S3 takes keys of 1,024 bytes in UTF-8; those beside an object are longer than its own. */
const longestKey = 1_024 - Math.max(sidecarEnding.length, refusalEnding.length);

/**
 * Why an object starts no run, or undefined if it does.
 * @param own the pipeline's bucket
 */
export function whyNoRun(own: string, { bucket, key }: { bucket: string; key: string }): string | undefined {
  if (bucket !== own) return `only objects of ${own} start runs`;
  if (!key.startsWith(inboxPrefix)) return `only objects below ${inboxPrefix} start runs`;
  if (key.endsWith(sidecarEnding)) return `it holds the options of ${key.slice(0, -sidecarEnding.length)}`;
  if (key.endsWith(refusalEnding)) return `it tells why ${key.slice(0, -refusalEnding.length)} was refused`;
  if (key.endsWith('/')) return 'it stands for a folder';
  const bytes = Buffer.byteLength(key);
  if (bytes > longestKey) return `its key has ${bytes} bytes; one of the inbox may have ${longestKey}`;
  return undefined;
}
