import { countOf } from '../format/numbers.ts';
import { renderFacts, renderTable } from '../summary/table.ts';
import type { Deployment } from './execute-deploy.ts';

/** What `fanfold deploy --json` prints: one object, whatever happened. What is not known is null. */
export interface DeployJson {
  status: 'DEPLOYED' | 'UNCHANGED' | 'DRY_RUN' | 'REJECTED' | 'FAILED';
  task: string | null;
  stack: string | null;
  region: string | null;
  accountId: string | null;
  stateMachineArn: string | null;
  bucket: string | null;
  error?: { code: string; message: string };
}

/** The object of a deployment that was refused or failed. */
export function describeUndeployed(
  status: 'REJECTED' | 'FAILED',
  error: { code: string; message: string },
): DeployJson {
  return { status, ...nothing, error };
}

const nothing = {
  task: null,
  stack: null,
  region: null,
  accountId: null,
  stateMachineArn: null,
  bucket: null,
};

/** The object of a deployment. */
export function describeDeployment({ task, contents, deployed }: Deployment): DeployJson {
  if (deployed === undefined) return { ...nothing, status: 'DRY_RUN', task, stack: contents.stackName };
  return {
    status: deployed.unchanged ? 'UNCHANGED' : 'DEPLOYED',
    task,
    stack: deployed.name,
    region: deployed.region,
    accountId: deployed.account,
    stateMachineArn: output(deployed.outputs, 'StateMachineArn') ?? null,
    bucket: output(deployed.outputs, 'BucketName') ?? null,
  };
}

/**
 * The text of a deployment: what was made, and how to start a run.
 * @param runWith command that starts a run; an input is added to it
 * @param deployWith command that deploys what a dry run showed
 */
export function renderDeployment(
  { task, assembly, contents, deployed }: Deployment,
  { runWith, deployWith, showPath }: { runWith: string; deployWith: string; showPath(path: string): string },
): string {
  if (deployed === undefined) {
    const resources = contents.resources.reduce((sum, [, count]) => sum + count, 0);
    return paragraphs(
      ['DRY RUN  nothing was asked of AWS, and nothing deployed'],
      renderFacts([
        ['Task', task],
        ['Stack', `${contents.stackName}, ${countOf(resources, 'resource')}`],
        ['Uploads', countOf(contents.assets, 'file')],
        ['Assembly', showPath(assembly)],
      ]),
      renderTable(contents.resources.map(([type, count]) => [`  ${type}`, String(count)])),
      ['To deploy it:', `  ${deployWith}`],
    );
  }
  const { name, region, account, outputs, unchanged } = deployed;
  const machine = output(outputs, 'StateMachineArn') ?? 'unknown';
  const bucket = output(outputs, 'BucketName') ?? 'unknown';
  return paragraphs(
    [unchanged ? `UNCHANGED  ${name} is as it was` : `DEPLOYED  ${name}`],
    renderFacts([
      ['Task', task],
      ['Where', `${region}, account ${account}`],
      ['State machine', machine],
      ['Bucket', bucket],
    ]),
    ['To start a run:', `  ${runWith} --input <file>`],
    ['Or put an object into the inbox:', `  aws s3 cp items.jsonl s3://${bucket}/inbox/`],
  );
}

/** An output by its name in the construct; CDK puts the construct's path before it, and a hash behind. */
function output(outputs: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(outputs).find(([key]) => key.includes(name))?.[1];
}

function paragraphs(...blocks: string[][]): string {
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
