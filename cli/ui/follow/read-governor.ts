import {
  type GovernAct,
  governAct,
  type ProgressDocument,
  progressDocument,
} from '../../../core/contracts/govern.ts';
import { runKeys } from '../../../core/contracts/keys.ts';
import { readText } from './read-text.ts';
import type { RunSource } from './run-source.ts';

type Place = Pick<RunSource, 'clients' | 'pipeline'>;

/** Objects of the log that are read at most, of 200 acts each. */
const mostChunks = 100;

/**
 * `progress.json` of a run, whatever execution wrote it.
 * @returns undefined if there is none, or another version of fanfold wrote it
 */
export async function readDocument(
  { clients, pipeline }: Place,
  runId: string,
): Promise<ProgressDocument | undefined> {
  const key = runKeys(runId).progress;
  const text = await readText(clients.s3, { bucket: pipeline.bucket, key });
  return text === undefined ? undefined : progressDocument.safeParse(JSON.parse(text)).data;
}

/** All that Govern did in an epoch of a run, in order. */
export async function readActs(
  { clients, pipeline }: Place,
  runId: string,
  epoch: number,
): Promise<GovernAct[]> {
  const acts: GovernAct[] = [];
  for (let chunk = 0; chunk < mostChunks; chunk++) {
    const key = runKeys(runId).governEvents(epoch, chunk);
    const text = await readText(clients.s3, { bucket: pipeline.bucket, key });
    if (text === undefined) break;
    for (const line of text.split('\n')) {
      if (line !== '') acts.push(governAct.parse(JSON.parse(line)));
    }
  }
  return acts;
}
