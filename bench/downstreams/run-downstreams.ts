import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFigures } from '../sim/write-figures.ts';
import { downstreams } from './downstreams.ts';
import { fullEffort, type MeasuredDownstream, measureDownstream, quickEffort } from './measure-downstream.ts';
import { plotAdaptive, plotSweep } from './plots.ts';
import { readOptions } from './read-options.ts';
import { runRehearsal } from './rehearsal/run-rehearsal.ts';
import { startPipeline } from './start-pipeline.ts';
import { describeRuns, passes, tableOfDownstreams } from './tables.ts';

/**
 * Measures adaptive concurrency on the local cloud against test servers on loopback, prints the tables and writes them and
 * the plots to `docs/`; `--quick` writes nothing, `--rehearse` only rehearses it in virtual time.
 * @returns true if every goal is reached
 * @throws TypeError for a flag that isn't one; RangeError for a value that isn't allowed
 */
export async function runDownstreams(flags: string[]): Promise<boolean> {
  const options = readOptions(flags);
  return options.kind === 'rehearse' ? runRehearsal(options) : measureAll(options.quick);
}

async function measureAll(quick: boolean): Promise<boolean> {
  const effort = quick ? quickEffort : fullEffort;
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-downstreams-'));
  const measured: MeasuredDownstream[] = [];
  try {
    const running = await startPipeline(folder);
    try {
      for (const downstream of downstreams) {
        const one = await measureDownstream(running, downstream, { effort, folder, say: console.error });
        console.log(`${describeRuns(one)}\n`);
        if (!quick) writePlots(one);
        measured.push(one);
      }
    } finally {
      await running.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const overview = tableOfDownstreams(measured);
  console.log(overview);
  if (!quick) writePage([overview, ...measured.map(describeRuns)].join('\n\n'));
  console.log(`\n${Math.round((performance.now() - began) / 1000)} s`);
  return measured.every(passes);
}

const docs = join(import.meta.dirname, '..', '..', 'docs');

function writePlots(measured: MeasuredDownstream): void {
  mkdirSync(join(docs, 'govern'), { recursive: true });
  const file = (ending: string) => join(docs, 'govern', `real-${measured.downstream.name}${ending}.svg`);
  writeFileSync(file(''), plotAdaptive(measured));
  writeFileSync(file('-sweep'), plotSweep(measured));
}

function writePage(figures: string): void {
  const page = join(docs, 'govern.md');
  writeFileSync(page, writeFigures(readFileSync(page, 'utf8'), 'downstreams', figures));
  console.log('\ndocs/govern.md and docs/govern/real-*.svg are written');
}
