import type { Command } from './command.ts';
import { deploy } from './deploy.ts';
import { local } from './local.ts';
import { plan } from './plan.ts';
import { report } from './report.ts';
import { retry } from './retry.ts';
import { run } from './run.ts';
import { stop } from './stop.ts';
import { ui } from './ui.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';

/** fanfold's commands in the order of the help. */
export const commands: readonly Command[] = [
  run,
  plan,
  watch,
  ui,
  report,
  stop,
  retry,
  verify,
  deploy,
  local,
];
