import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { destroyClients } from '../../client/index.ts';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { createChoices } from './chance.ts';
import { openChaosLog } from './chaos-log.ts';
import { checkAttempts, readJournal } from './check-attempts.ts';
import { findOpenUploads, findProcessesLeft } from './check-traces.ts';
import { listCloudProcesses } from './cloud-processes.ts';
import { compareResults } from './compare-results.ts';
import { startLedgerProxy } from './ledger-proxy.ts';
import { Mischief } from './mischief.ts';
import { leaseSeconds, planActs } from './plan-acts.ts';
import { prepareAssembly } from './prepare-assembly.ts';
import { type RunData, readResult } from './read-result.ts';
import { runDisturbed } from './run-disturbed.ts';
import { type Variant, writeItems } from './variant.ts';

/** What came of a run. */
export interface SeedResult {
  /** Undefined if the run delivered nothing. */
  data: RunData | undefined;
  /** One sentence each; none if it passed. */
  problems: string[];
  /** How often what was done to it. */
  done: Record<string, number>;
}

/**
 * Runs a variant in a folder of its own.
 * @param options.folder is made; holds the state, the journal of the items and chaos.log
 * @param options.assemblies folder in which assemblies are kept
 * @param options.seed undefined: a quiet run
 * @param options.quiet what the quiet run gave
 */
export async function runSeed(options: {
  variant: Variant;
  folder: string;
  assemblies: string;
  seed?: number;
  quiet?: RunData;
}): Promise<SeedResult> {
  const { variant, folder, seed, quiet } = options;
  await mkdir(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const log = openChaosLog(path('chaos.log'));
  await writeFile(path('items.jsonl'), writeItems(variant));
  await writeFile(path('journal.jsonl'), '');
  const { assembly, description } = await synthesizeTask({ task: variant.task, out: options.assemblies });
  const proxy = await startLedgerProxy(createChoices(seed ?? 0, 2), log);
  await prepareAssembly(assembly, path('assembly'), {
    FANFOLD_LEASE_SECONDS: String(leaseSeconds),
    AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
    CHAOS_JOURNAL: path('journal.jsonl'),
  });
  const stateDir = path('state');
  let mischief: Mischief | undefined;
  if (seed !== undefined) {
    const plan = planActs(seed);
    log(`seed ${seed}, ${variant.name}: ${JSON.stringify(plan)}`);
    mischief = new Mischief(seed, plan, proxy, log);
  }
  const problems: string[] = [];
  let data: RunData | undefined;
  try {
    const ended = await runDisturbed({
      runId: 'chaos',
      variant,
      task: description.settings.name,
      assembly: path('assembly'),
      stateDir,
      source: path('items.jsonl'),
      proxy,
      mischief,
      log,
    });
    try {
      await mischief?.end();
      data = await readResult(ended);
      if (quiet !== undefined) problems.push(...compareResults(quiet, data));
      problems.push(...checkAttempts(await readJournal(path('journal.jsonl')), proxy.changes));
      const { restart = 0 } = await countDone(path('chaos.log'));
      problems.push(...(await findOpenUploads(ended, { cloudKilled: restart > 0 })));
    } finally {
      const pids = listCloudProcesses(ended.cloud.pid).map(({ pid }) => pid);
      destroyClients(ended.clients);
      await ended.cloud.close();
      problems.push(...(await findProcessesLeft(stateDir, pids)));
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    await mischief?.end();
    await proxy.close();
  }
  for (const problem of problems) log(`PROBLEM ${problem}`);
  return { data, problems, done: await countDone(path('chaos.log')) };
}

const verbs = ['kill', 'freeze', 'deliver', 'hold', 'lose', 'restart'];

async function countDone(file: string): Promise<Record<string, number>> {
  const said = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim().split(' ')[1]);
  return Object.fromEntries(verbs.map((verb) => [verb, said.filter((word) => word === verb).length]));
}
