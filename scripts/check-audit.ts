/**
 * Asks the registry whether production packages have known vulnerabilities: `npm run check:audit`. Ends with code 1 and
 * what is wrong if one is high or critical. Where the registry doesn't answer audits, nothing can be said: it says so,
 * and doesn't fail.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** What an audit came to. */
export type AuditOutcome =
  | { kind: 'clean' }
  | { kind: 'vulnerable'; problems: string[] }
  /** The registry gave no answer. */
  | { kind: 'not-checked'; reason: string }
  /** npm could not even ask. */
  | { kind: 'failed'; reason: string };

const advisory = z.object({ title: z.string(), url: z.string() });

const vulnerability = z.object({
  name: z.string(),
  severity: z.string(),
  /** Advisories of the package itself, and names of packages that it has its vulnerability from. */
  via: z.array(z.union([z.string(), advisory])),
  range: z.string(),
});

/** What `npm audit --json` writes: a report, npm's own error, or the one of the registry. */
const auditOutput = z.union([
  z.object({
    auditReportVersion: z.literal(2),
    vulnerabilities: z.record(z.string(), vulnerability),
  }),
  z.object({ message: z.string() }),
  z.object({ error: z.object({ code: z.string().optional(), summary: z.string() }) }),
]);

/** Severities from which on the check fails. */
const severe: ReadonlySet<string> = new Set(['high', 'critical']);

/**
 * Audits the production packages of package-lock.json.
 * @param root folder of package-lock.json
 * @param environment of npm, which says where the registry is
 */
export async function auditPackages(
  root: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<AuditOutcome> {
  const asked = ['--json', '--omit=dev', '--audit-level=high'];
  const retries = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
  const npm = startNpm(['audit', ...asked, ...retries], root, environment);
  const [stdout, stderr] = await Promise.all([text(npm.stdout), text(npm.stderr), once(npm, 'close')]);
  return readAudit(stdout) ?? { kind: 'failed', reason: stderr.trim() };
}

function startNpm(args: string[], cwd: string, env: NodeJS.ProcessEnv) {
  const npm = env.npm_execpath;
  // Under npm, npm itself says where it is.
  return npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...args], { cwd, env })
    : spawn('npm', args, { cwd, env, shell: process.platform === 'win32' });
}

function readAudit(stdout: string): AuditOutcome | undefined {
  const read = auditOutput.safeParse(parseJson(stdout));
  if (!read.success) return undefined;
  if ('message' in read.data) return { kind: 'not-checked', reason: read.data.message };
  if ('error' in read.data) return { kind: 'failed', reason: read.data.error.summary };
  const problems = Object.values(read.data.vulnerabilities)
    .filter(({ severity }) => severe.has(severity))
    .map(describeVulnerability);
  return problems.length === 0 ? { kind: 'clean' } : { kind: 'vulnerable', problems };
}

function describeVulnerability({ name, severity, via, range }: z.infer<typeof vulnerability>): string {
  const reasons = via.map((each) =>
    typeof each === 'string' ? `through ${each}` : `${each.title}, ${each.url}`,
  );
  return `${name} ${range} has a vulnerability that is ${severity} (${reasons.join('; ')}): update it, or do without it`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One line, or one for each problem. */
function describeOutcome(outcome: AuditOutcome): string {
  switch (outcome.kind) {
    case 'clean':
      return 'npm audit: no vulnerability is known that is high or critical';
    case 'not-checked':
      return `npm audit: not checked, since the registry gave no answer: ${outcome.reason}`;
    case 'failed':
      return `npm audit failed: ${outcome.reason}`;
    case 'vulnerable':
      return outcome.problems.join('\n');
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const outcome = await auditPackages(resolve(import.meta.dirname, '..'));
  console.error(describeOutcome(outcome));
  process.exitCode = outcome.kind === 'clean' || outcome.kind === 'not-checked' ? 0 : 1;
}
