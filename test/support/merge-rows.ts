import { padUnit } from '../../core/contracts/keys.ts';
import type { DoneRun, MergeChain } from './start-merge.ts';

/** Rows of a unit, of so many bytes together, that no other unit has. */
export function rowsOf(unit: number, bytes: number, text = ''): Buffer {
  const row = `${JSON.stringify({ n: unit, text: text.padEnd(Math.min(bytes, 1_000), String(unit % 7)) })}\n`;
  return Buffer.alloc(Math.max(1, Math.round(bytes / row.length)) * row.length, row);
}

/** A tenth of what a job really takes, so that a tenth of the outputs are many. */
export const few = { limits: { pieces: 100 } };

/** What tests ask about a run's data set, and do to its outputs. The chain may start later. */
export function runTools(chainOf: () => MergeChain) {
  return {
    /** Puts other bytes in the place of a unit's output. */
    async alter({ runId }: DoneRun, unit: number, bytes: number): Promise<string> {
      const { store, bucket } = chainOf();
      const key = `runs/${runId}/out/${padUnit(unit)}.1.jsonl`;
      await store.putText(bucket, key, 'x'.repeat(bytes), '');
      return key;
    },
    async listUploads({ runId }: DoneRun): Promise<string[]> {
      return (await chainOf().listUploads()).filter((key) => key.startsWith(`datasets/lines/${runId}/`));
    },
    listDataset: ({ runId }: DoneRun) => chainOf().listKeys(`datasets/lines/${runId}/`),
  };
}
