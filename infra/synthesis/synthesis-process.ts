/**
 * Runs in a process of its own, forked by `synthesizeTask` with one argument, the JSON of a {@link SynthesisOrder}.
 * Writes a cloud assembly and sends a {@link SynthesisAnswer}.
 */
import { App, Stack } from 'aws-cdk-lib';
import { FanOutFanIn } from '../fan-out-fan-in.ts';
import type { SynthesisOverrides } from '../synthesize-task.ts';

/** What to synthesize and where to. */
export interface SynthesisOrder {
  readonly stackName: string;
  readonly outdir: string;
  readonly task: string;
  readonly overrides: SynthesisOverrides;
}

/** Null if all went well, else why not. */
export type SynthesisAnswer = { readonly problem: string | null };

function synthesize({ stackName, outdir, task, overrides }: SynthesisOrder): SynthesisAnswer {
  try {
    // CDK's own validation of templates takes 1.5 seconds and 400 MB; this template's is done by the project's tests.
    const app = new App({
      outdir,
      analyticsReporting: false,
      treeMetadata: false,
      builtinCloudFormationValidation: false,
    });
    new FanOutFanIn(new Stack(app, stackName), 'Pipeline', { task, ...overrides });
    app.synth();
    return { problem: null };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const [order] = process.argv.slice(2);
if (order !== undefined) process.send?.(synthesize(JSON.parse(order)), () => process.disconnect());
