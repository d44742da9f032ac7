import type { RunReport } from '../../../../core/contracts/report.ts';
import { troubledRun } from './run-reports.ts';

/** Text that would break a page that doesn't escape. `alert` is what a script would call. */
export const hostileText =
  `"'><script>alert(1)</script><img src=x onerror=alert(2)>\`\${7}&amp;</style></title><!--` +
  '\u202egnp.exe \ud800\udc00 \ud83d \u0000\u0007';

/** A report in which every text that others may have written is hostile, and one is very long. */
export function hostileReport(): RunReport {
  const report = troubledRun();
  const long = `${hostileText} ${'x'.repeat(100_000)}`;
  return {
    ...report,
    task: hostileText,
    runId: hostileText,
    error: { code: hostileText, message: long },
    status: 'FAILED',
    dataset: report.dataset && {
      ...report.dataset,
      uri: `s3://b/${hostileText}`,
      manifest: hostileText,
      format: hostileText,
      compress: hostileText,
    },
    environments: {
      ...report.environments,
      worst: report.environments.worst.map((outcome) => ({ ...outcome, environment: long })),
    },
    failureGroups: report.failureGroups.map((group) => ({
      ...group,
      code: hostileText,
      name: hostileText,
      message: long,
      examples: group.examples.map((example) => ({
        ...example,
        message: hostileText,
        record: `s3://b/${hostileText}`,
        log: { group: hostileText, stream: hostileText },
      })),
    })),
    acts: [{ kind: 'end', at: Date.parse(report.timing.endedAt), reason: hostileText, message: long }],
    advice: report.advice.map((each) => ({
      ...each,
      from: hostileText,
      to: long,
      text: hostileText,
      figures: { [hostileText]: 1 },
    })),
    proof: report.proof.map((line) => ({ ...line, claim: hostileText, expected: long, found: hostileText })),
    cost: {
      ...report.cost,
      region: hostileText,
      pricesAsOf: hostileText,
      lines: report.cost.lines.map((line) => ({ ...line, what: hostileText, unit: hostileText })),
    },
  };
}
