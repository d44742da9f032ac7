import { manifest } from '../../core/contracts/manifest.ts';
import { combineCrc64, decodeCrc64, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { commitOutputs } from './commit-outputs.ts';
import { type MergeOutcome, mergeRun } from './merge-run.ts';
import { prepareMemory } from './prepare-memory.ts';
import { startCloud } from './start-cloud.ts';
import { type OutputFile, totalBytes } from './write-outputs.ts';

/** What a merge took. */
export interface MeasuredMerge {
  merged: MergeOutcome;
  usage: {
    /** Of all processes, while the merge went on. */
    cpuSeconds: number;
    processes: { name: string; peakBytes: number; cpuSeconds: number }[];
  };
  moved: { streamedBytes: number; copiedBytes: number };
}

/**
 * Merges outputs in a cloud of their own. Putting them there isn't part of what is measured.
 * @throws Error if what was delivered isn't the outputs one after the other
 */
export async function measureMerge(folder: string, files: readonly OutputFile[]): Promise<MeasuredMerge> {
  const cloud = await startCloud(folder);
  try {
    const run = await commitOutputs(cloud, 'bench', files);
    prepareMemory(folder, totalBytes(files));
    const before = cloud.usage();
    const merged = await mergeRun(cloud, run);
    const after = cloud.usage();
    const processes = after.map(({ name, peakBytes, cpuSeconds }) => {
      const earlier = before.find((each) => each.name === name)?.cpuSeconds ?? 0;
      return { name, peakBytes, cpuSeconds: cpuSeconds - earlier };
    });
    const { dataset, error } = merged.sealed;
    const expected = encodeCrc64(
      files.reduce((crc, { crc64nvme, bytes }) => combineCrc64(crc, decodeCrc64(crc64nvme), bytes), 0n),
    );
    if (dataset?.crc64nvme !== expected) throw new Error(`the data set isn't the outputs: ${error?.message}`);
    const key = dataset.manifest.slice(`s3://${cloud.bucket}/`.length);
    const { merge } = manifest.parse(JSON.parse((await cloud.store.readText(cloud.bucket, key)) ?? ''));
    const cpuSeconds = processes.reduce((sum, each) => sum + each.cpuSeconds, 0);
    return { merged, usage: { cpuSeconds, processes }, moved: merge };
  } finally {
    await cloud.close();
  }
}
