import type { Client } from '../../client/create-client.ts';
import type { SourceInput } from '../../core/contracts/execution-input.ts';
import { FanfoldError, isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { formatBytes } from '../format/bytes.ts';
import { countOf } from '../format/numbers.ts';
import type { RunView } from '../progress/run-view.ts';
import type { RunSource } from './run-request.ts';

/** A source where the run can read it. */
export interface PlacedSource {
  source: SourceInput;
  /** Names the user's files in an error of the run by their paths, not by where they were uploaded to. */
  nameByPath(error: unknown): unknown;
}

/** Puts a source's local files into the pipeline's bucket, one after another; S3 objects stay where they are. */
export async function placeSource(
  client: Pick<Client, 'upload'>,
  runId: string,
  source: RunSource,
  signal: AbortSignal,
  view: RunView,
): Promise<PlacedSource> {
  if (source.kind === 's3') return { source: { uri: source.uri }, nameByPath: (error) => error };
  const total = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const files = source.files.length === 1 ? '' : ` in ${countOf(source.files.length, 'file')}`;
  let sentBefore = 0;
  view.phase(`uploading ${formatBytes(total)}${files}`);
  const paths = new Map<string, string>();
  for (const { path, name, bytes } of source.files) {
    signal.throwIfAborted();
    const onProgress = (sent: number): void =>
      view.step(`uploading ${formatBytes(sentBefore + sent)} of ${formatBytes(total)}${files}`);
    paths.set(await client.upload({ runId, path, name, signal, onProgress }), path);
    sentBefore += bytes;
  }
  const uris = [...paths.keys()];
  const [only] = uris;
  return {
    source: { uri: uris.length === 1 && only !== undefined ? only : uris },
    nameByPath(error) {
      if (!isFanfoldError(error)) return error;
      // The longest first: one address may begin another.
      const longestFirst = [...paths].sort(([a], [b]) => b.length - a.length);
      const message = longestFirst.reduce((text, [uri, path]) => text.replaceAll(uri, path), error.message);
      return new FanfoldError(error.code, message, { cause: error });
    },
  };
}
