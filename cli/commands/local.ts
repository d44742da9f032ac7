import { once } from 'node:events';
import { resolve } from 'node:path';
import { isFanfoldError } from '../../core/errors/fanfold-error.ts';
import { refuseAll } from '../../core/errors/problems.ts';
import type { Edge } from '../edge.ts';
import { showText } from '../format/show-text.ts';
import { flag } from '../options/option.ts';
import { parseOptions } from '../options/parse-options.ts';
import { readText } from '../options/readers.ts';
import type { LocalCloud } from '../parts.ts';
import { describeError } from '../report-error.ts';
import { checkFolder } from '../run/check-folder.ts';
import { renderFacts } from '../summary/table.ts';
import type { Command } from './command.ts';

const options = {
  state: {
    placeholder: '<dir>',
    help: 'folder of the local cloud: its objects, tables and logs (default .fanfold)',
    read: readText,
  },
  'aws-rates': flag({
    help: "apply AWS's rates: starts of children a second, new environments of a function, API calls (default: none)",
  }),
  json: flag({ help: 'print one line when it is ready: { endpoints, region, accountId }' }),
  help: flag({ short: 'h', help: 'show this' }),
};

/** `fanfold local`: keeps the local cloud up until Ctrl-C. */
export const local: Command = {
  name: 'local',
  summary: 'keep the local cloud up until Ctrl-C, and print its endpoints',
  positionals: '',
  options,
  details: [
    'The local cloud is one daemon per state folder: runs with the same --state share it. All its servers listen on 127.0.0.1 only.',
    'Exit code: 0 ended by Ctrl-C or SIGTERM; 1 it could not start; 2 bad usage, and nothing was started.',
  ],
  async execute(args, edge) {
    try {
      const { values, positionals, problems } = parseOptions(args, options);
      const stateDir = resolve(edge.cwd, values.state ?? '.fanfold');
      for (const extra of positionals)
        problems.push(`${showText(extra)} is one argument too many; none is allowed`);
      problems.push(...(await checkFolder('--state', stateDir)));
      if (problems.length > 0) throw refuseAll('InvalidUsage', 'fanfold local', problems);
      await keepUp(stateDir, values['aws-rates'] === true, values.json === true, edge);
      return 0;
    } catch (error) {
      edge.stderr.write(`${describeError(error, edge).text}\n`);
      return isFanfoldError(error) && error.code === 'InvalidUsage' ? 2 : 1;
    }
  },
};

async function keepUp(stateDir: string, awsRates: boolean, json: boolean, edge: Edge): Promise<void> {
  const cloud = await edge.parts.openLocalCloud({
    stateDir,
    keep: true,
    awsRates,
    log: (line) => edge.stderr.write(`${line}\n`),
  });
  try {
    const { endpoints, region, accountId } = cloud;
    edge.stdout.write(
      json ? `${JSON.stringify({ endpoints, region, accountId })}\n` : describeCloud(cloud, stateDir),
    );
    if (edge.interrupt.aborted) return;
    await Promise.race([once(edge.interrupt, 'abort'), cloud.lost.then((reason) => Promise.reject(reason))]);
  } finally {
    await cloud.close();
  }
}

function describeCloud(cloud: LocalCloud, stateDir: string): string {
  const { endpoints, region, accountId, environment, logsDirectory } = cloud;
  const facts = [...Object.entries(endpoints), ['logs', logsDirectory] as const].map(
    ([name, value]) => [name, value] as const,
  );
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  return [
    `The local cloud is up: account ${accountId}, region ${region}, state in ${stateDir}`,
    '',
    ...renderFacts(facts),
    '',
    'For SDKs and the AWS CLI, in another shell:',
    ...exports.map((line) => `  ${line}`),
    `  aws stepfunctions list-state-machines --region ${region}`,
    '',
    'Or the AWS CLI in one line:',
    `  ${describeCliCall(cloud)}`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** A call that works in any shell as it is, whatever its environment says. */
function describeCliCall({ endpoints, region, environment }: LocalCloud): string {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = environment;
  const credentials = `AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${secret}`;
  return `${credentials} aws stepfunctions list-state-machines --region ${region} --endpoint-url ${endpoints.sfn}`;
}
