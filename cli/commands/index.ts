import type { Command } from './command.ts';
import { local } from './local.ts';
import { run } from './run.ts';
import { verify } from './verify.ts';

/** fanfold's commands in the order of the help. */
export const commands: readonly Command[] = [run, verify, local];
