import { join } from 'node:path';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { type AssemblyStack, readAssembly } from '../../local/cloudformation/assembly.ts';

const root = join(import.meta.dirname, '../..');
const task = join(root, 'examples/flight-delays/task.ts');
/** Kept from one test file to the next, and as long as nothing of the task or the package changes. */
const assemblies = join(root, 'node_modules/.cache/fanfold-assemblies');

/** The stack of the example flight-delays. */
export interface SynthesizedExample {
  stack: AssemblyStack;
  /** Folder of the cloud assembly. */
  assembly: string;
  codeDigest: string;
}

/** Synthesizes it as `npm start` does. */
export async function synthesizeExample(): Promise<SynthesizedExample> {
  const { assembly, description } = await synthesizeTask({ task, out: assemblies });
  const [stack] = await readAssembly(assembly);
  if (stack === undefined) throw new Error(`${assembly} holds no stack`);
  return { stack, assembly, codeDigest: description.codeDigest };
}
