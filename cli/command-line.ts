/** The command line of this process: its arguments in, its exit code out. */

import { createConfirm } from './confirm.ts';
import { dispatch } from './dispatch.ts';
import { createInterrupts } from './interrupt.ts';
import { loadParts } from './load-parts.ts';
import { createOutput } from './output.ts';

const interrupts = createInterrupts();

process.exitCode = await dispatch(process.argv.slice(2), {
  // From source there is no such command on the path.
  program: import.meta.filename.endsWith('.ts') ? 'npm run fanfold --' : 'fanfold',
  cwd: process.cwd(),
  env: process.env,
  stdout: createOutput(process.stdout),
  stderr: createOutput(process.stderr),
  parts: loadParts(),
  confirm: createConfirm(interrupts.signal),
  interrupt: interrupts.signal,
  atSecondInterrupt: interrupts.atSecond,
});
