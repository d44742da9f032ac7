import { createHash } from 'node:crypto';
import { stop } from 'esbuild';
import { ownFingerprint } from './bundling/own-fingerprint.ts';
import { packageLayout } from './bundling/package-layout.ts';
import { probeTask } from './bundling/probe-task.ts';
import { bundleTaskFile, findTaskFile } from './describe-task.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';
import type { TaskOverrides } from './merge-settings.ts';
import { AssemblyStore, type StoredAssembly } from './synthesis/assembly-store.ts';

import { runSynthesis } from './synthesis/run-synthesis.ts';

/** What of a pipeline may be set besides its task. */
export type SynthesisOverrides = TaskOverrides & Pick<FanOutFanInProps, 'childType' | 'prices'>;

/** What {@link synthesizeTask} is asked for. */
export interface SynthesizeTaskOptions {
  /** Path of the module that exports the task as its default. */
  readonly task: string;
  /** Folder in which cloud assemblies are kept, one folder each. */
  readonly out: string;
  /** @default - the task's own settings */
  readonly overrides?: SynthesisOverrides;
  /** @default `fanfold-<task>` */
  readonly stackName?: string | undefined;
}

/**
 * Synthesizes the stack of one task into a cloud assembly of its own. The construct library takes
 * some 150 MB, so this happens in a process that has ended when the promise resolves; nothing is loaded if the
 * assembly of the same task, package and overrides is there already.
 *
 * @throws FanfoldError `InvalidTask` as `describeTask` does; `InvalidUsage` if the pipeline can't be made otherwise
 */
export async function synthesizeTask(options: SynthesizeTaskOptions): Promise<StoredAssembly> {
  try {
    return await findOrSynthesize(options);
  } finally {
    // esbuild keeps a thread here and a process of 60 MB otherwise.
    await stop();
  }
}

async function findOrSynthesize(options: SynthesizeTaskOptions): Promise<StoredAssembly> {
  const layout = packageLayout();
  const overrides = options.overrides ?? {};
  const task = findTaskFile(options.task);
  const { digest } = bundleTaskFile(layout, task);
  const key = createHash('sha256')
    .update(JSON.stringify([ownFingerprint(layout), task, digest, overrides, options.stackName]))
    .digest('hex')
    .slice(0, 20);
  const store = new AssemblyStore(options.out);
  const stored = store.find(key);
  if (stored !== undefined) return stored;

  const probed = probeTask(layout, task);
  const stackName = options.stackName ?? `fanfold-${probed.settings.name}`;
  return store.create(key, { file: task, ...probed, codeDigest: digest }, (outdir) =>
    runSynthesis(layout, { stackName, outdir, task, overrides }),
  );
}
