import type { RunRow } from '../../../aws/ledger/index.ts';
import type { UiEvent } from '../events.ts';
import type { RunModel } from '../model/run-model.ts';
import type { FailureReader } from './failure-reader.ts';
import { readActs, readDocument } from './read-governor.ts';
import { isDenied } from './read-text.ts';
import type { RunSource } from './run-source.ts';

/** Makes what is done at each poll: reads what is new into the model, and tells it. */
export function createPoller(
  source: RunSource,
  { runId, executionArn }: { runId: string; executionArn: string },
  model: RunModel,
  failures: FailureReader,
): () => Promise<{ events: UiEvent[]; news: boolean }> {
  let cursor = 0;
  let actsRead = false;
  const notes: string[] = [];
  const pollActs = async (run: RunRow): Promise<UiEvent[]> => {
    const document = await readDocument(source, runId);
    // What an earlier execution left behind doesn't count.
    if (document === undefined || document.at < model.startedAt) return [];
    if (run.status === 'RUNNING' && document.epoch !== run.epoch) return [];
    const events: UiEvent[] = [];
    if (!actsRead) {
      actsRead = true;
      try {
        events.push(...model.takeActs(await readActs(source, runId, document.epoch)));
      } catch (error) {
        if (!isDenied(error)) throw error;
        notes.push(
          `Earlier decisions of the governor can't be read: there is no right to s3:GetObject on s3://${source.pipeline.bucket}/runs/*/govern/*.`,
        );
      }
    }
    model.takeDocument(document);
    return [...events, ...model.takeActs(document.acts)];
  };
  return async () => {
    const run = await source.ledger.getRun(runId);
    // Until Plan opened the run for this execution, the row is an earlier execution's.
    if (run === undefined || run.executionArn !== executionArn)
      return { events: model.changes(), news: true };
    model.takeRun(run, Date.now());
    if (run.units === undefined) return { events: model.changes(), news: true };
    const [page, acts] = await Promise.all([
      source.ledger.readProgress(runId, run.shards, cursor),
      pollActs(run),
    ]);
    const news = page.cursor > cursor || acts.length > 0;
    cursor = page.cursor;
    failures.add(model.takeUnits(page.changed));
    const read = await failures.readSome(run.shards);
    const noted = failures.note === undefined ? notes : [...notes, failures.note];
    return { events: [...acts, ...model.takeNotes(noted), ...model.changes()], news: news || read };
  };
}
