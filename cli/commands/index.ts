import type { Command } from './command.ts';
import { local } from './local.ts';
import { retry } from './retry.ts';
import { run } from './run.ts';
import { stop } from './stop.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';

/** fanfold's commands in the order of the help. */
export const commands: readonly Command[] = [run, watch, stop, retry, verify, local];
