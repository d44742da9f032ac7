import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createTaskFolder } from './support/task-folder.ts';

const root = resolve(import.meta.dirname, '../..');

/** Runs the CDK command line with no way out to the network. */
function runCdk(args: string[]) {
  const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
  return spawnSync(process.execPath, [cdk, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: {
      PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
      HOME: process.env.HOME,
      HTTPS_PROXY: 'http://127.0.0.1:9',
      HTTP_PROXY: 'http://127.0.0.1:9',
    },
  });
}

test('cdk synth makes one stack for each example, offline, without a warning', () => {
  using out = createTaskFolder();
  const { status, stdout, stderr } = runCdk(['synth', '--quiet', '--strict', '--output', out.path]);
  expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Bundling asset '))).toEqual([
    `Successfully synthesized to ${out.path}`,
    'Supply a stack id (FanfoldFlightDelays, FanfoldMovies) to display its template.',
  ]);
  expect(stdout).toBe('');
  expect(status).toBe(0);
  const templates = readdirSync(out.path).filter((name) => name.endsWith('.template.json'));
  expect(templates.sort()).toEqual(['FanfoldFlightDelays.template.json', 'FanfoldMovies.template.json']);
  for (const template of templates) {
    expect(readFileSync(join(out.path, template), 'utf8')).not.toContain('AWS::CDK::Metadata');
  }
  const report = join(out.path, 'validation-report.json');
  if (existsSync(report)) expect(JSON.parse(readFileSync(report, 'utf8')).pluginReports).toEqual([]);
});
