import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { createAwsClients, destroyClients } from '../../client/index.ts';
import { pipeline } from '../../core/contracts/pipeline.ts';
import { startLocalCloud } from '../../local/index.ts';
import { deployStack } from './deploy-stack.ts';
import { type DeployedPipeline, doors } from './doors.ts';
import { clientSettings } from './server.ts';
import { whyMissing } from './start-service.ts';
import { type SynthesizedExample, synthesizeExample } from './synthesize-example.ts';

let example: SynthesizedExample;
beforeAll(async () => {
  example = await synthesizeExample();
});

/** Drives each door of a pipeline; a text says why it can't be deployed there. */
function describeDoors(place: string, deploy: () => Promise<DeployedPipeline | string>): void {
  describe(`the whole stack on ${place}: a run that is started by`, () => {
    let deployed: DeployedPipeline | string;
    beforeAll(async () => {
      deployed = await deploy();
    });
    afterAll(async () => {
      if (typeof deployed !== 'string') await deployed.close();
    });

    for (const [door, drive] of Object.entries(doors)) {
      test(door, async ({ skip }) => {
        if (typeof deployed === 'string') return skip(deployed);
        await drive(deployed);
      });
    }
  });
}

async function deployToLocalStack(): Promise<DeployedPipeline | string> {
  const localStack = inject('localStack');
  const reason = whyMissing(localStack, 'lambda') ?? whyMissing(localStack, 'dynamodb');
  if (reason !== undefined) return reason;
  if (typeof localStack === 'string') return localStack;
  const { url } = localStack;
  const stack = await deployStack(url, example.stack);
  if (stack.status !== 'CREATE_COMPLETE') {
    const reasons = Object.values(stack.resources).flatMap(({ type, reason: why }) =>
      why ? `${type}: ${why}` : [],
    );
    await stack.remove();
    return `its CloudFormation does not make the stack: ${reasons.join('; ').slice(0, 500)}`;
  }
  const idOf = (type: string, text: string) =>
    Object.entries(stack.resources).find(([id, one]) => one.type === type && id.includes(text))?.[1].id ?? '';
  const { endpoint, ...settings } = clientSettings(url);
  const clients = createAwsClients({
    ...settings,
    endpoints: { s3: endpoint, sfn: endpoint, dynamodb: endpoint, lambda: endpoint },
  });
  return {
    clients,
    pipeline: {
      version: 1,
      task: 'flight-delays',
      stateMachineArn: idOf('AWS::StepFunctions::StateMachine', ''),
      bucket: idOf('AWS::S3::Bucket', 'StorageBucket'),
      table: idOf('AWS::DynamoDB::Table', ''),
      reportFunctionArn: idOf('AWS::Lambda::Function', 'Report'),
      codeDigest: example.codeDigest,
    },
    async close() {
      destroyClients(clients);
      await stack.remove();
    },
  };
}

/** So that the doors are known to open where they can. */
async function deployToLocalCloud(): Promise<DeployedPipeline> {
  const cloud = await startLocalCloud({ log: () => {} });
  await cloud.deploy(example.assembly);
  const parameter = await cloud.parameter('/fanfold/flight-delays');
  const clients = createAwsClients({
    region: cloud.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: cloud.endpoints,
  });
  return {
    clients,
    pipeline: pipeline.parse(JSON.parse(parameter ?? '')),
    async close() {
      destroyClients(clients);
      await cloud.close();
    },
  };
}

describeDoors('LocalStack', deployToLocalStack);
describeDoors('the local cloud', deployToLocalCloud);
