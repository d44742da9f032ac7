import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import { checkPlan } from '../plan/check-plan.ts';
import { executePlan } from '../plan/execute-plan.ts';
import { describeNoPlan, describePlan } from '../plan/plan-json.ts';
import { planOptions } from '../plan/plan-options.ts';
import { renderPlan } from '../plan/render-plan.ts';
import { createView } from '../progress/create-view.ts';
import { describeError } from '../report-error.ts';
import type { Command } from './command.ts';

/** `fanfold plan`: what a run would be, and take. */
export const plan: Command = {
  name: 'plan',
  summary: 'say what a run would be: items, units, predicted time and dollars; nothing is started',
  positionals: '<task.ts>',
  options: planOptions,
  details: [
    'Items are found, checked and cut into units by the code that plans a run, so what a run would refuse is refused here. Nothing is executed and nothing is kept, unless --pilot is given; a task that says what its items claim (key, writes) is asked that of every item.',
    'Without --item-time and --pilot an item takes as long as in the newest run of this task whose report is in the state folder, if there is one. Otherwise neither time nor cost is predicted.',
    'A source in S3 is read from AWS, or with --on local from the local cloud.',
    '--json prints { task, status, items, units, itemConcurrency, maxConcurrency, prediction, error? }. status is PLANNED, REJECTED (exit code 2) or FAILED (1). prediction is { on, basis, fanOutMs, wallMs, usd, lines, better }, or null.',
    'Exit code: 0 planned; 1 it could not be; 2 bad usage or bad input.',
    `Examples
  fanfold plan task.ts --input items.jsonl --item-time '120 ms'
  fanfold plan task.ts --input 'data/*.csv' --pilot 100 --unit-items 500
  fanfold plan task.ts --input items.jsonl --on local --json`,
  ],
  async execute(args, edge) {
    const view = createView(edge);
    const json = args.includes('--json');
    try {
      const request = await checkPlan(args, edge.cwd);
      const planned = await executePlan(request, edge, view);
      view.close();
      edge.stdout.write(
        json ? `${JSON.stringify(describePlan(request, planned))}\n` : renderPlan(request, planned),
      );
      return 0;
    } catch (error) {
      view.close();
      const told = describeError(error, edge);
      const refused = isFanfoldError(error) && refusalCodes.has(error.code);
      edge.stderr.write(`${told.text}\n`);
      if (json)
        edge.stdout.write(`${JSON.stringify(describeNoPlan(refused ? 'REJECTED' : 'FAILED', told.error))}\n`);
      return refused ? 2 : 1;
    }
  },
};
