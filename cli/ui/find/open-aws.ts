import { SSMClient } from '@aws-sdk/client-ssm';
import { expectOwners } from '../../../aws/expect-owners.ts';
import { createLedger } from '../../../aws/ledger/index.ts';
import { createAwsClients, destroyClients } from '../../../client/clients.ts';
import type { RunOutcome } from '../../../client/run-outcome.ts';
import { accountOfArn } from '../../../core/contracts/bucket-owners.ts';
import { type Pipeline, pipelineParameterName } from '../../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import type { AwsSettings } from '../../aws/aws-settings.ts';
import { readPipeline, readPipelines } from '../../aws/read-pipelines.ts';
import { showText } from '../../format/show-text.ts';
import type { UiRequest } from '../../parts.ts';
import { nextSteps } from '../next-steps.ts';
import type { OpenSources } from './open-sources.ts';

/**
 * The pipelines that are deployed in the account and region that the settings and the AWS SDK's own configuration name.
 * @throws FanfoldError `InvalidUsage` when there is none, or not `of`'s
 */
export async function openAws(
  { profile, region }: AwsSettings,
  { of, program }: Pick<UiRequest, 'of' | 'program'>,
): Promise<OpenSources> {
  const connection = {
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
  };
  const ssm = new SSMClient(connection);
  const where = `on AWS in ${await ssm.config.region()}`;
  const reading = of === undefined ? readPipelines(ssm) : readPipeline(ssm, of);
  const found = await reading.finally(() => ssm.destroy());
  const pipelines = [found ?? []].flat();
  if (pipelines.length === 0)
    throw new FanfoldError(
      'InvalidUsage',
      `${of === undefined ? 'no task is' : `the task ${showText(of)} is not`} deployed ${where}: there is no SSM parameter ${pipelineParameterName(of ?? '<task>')}`,
    );
  const clients = createAwsClients(connection);
  expectOwners(clients.s3, pipelines.flatMap(ownerOf));
  const sources = pipelines.map((one) => ({
    pipeline: one,
    clients,
    ledger: createLedger({ client: clients.dynamodb, table: one.table }),
    next: (outcome: RunOutcome) => nextSteps(outcome, { program, on: 'aws', profile, region }),
  }));
  return { where, sources: async () => sources, close: () => destroyClients(clients) };
}

function ownerOf({ bucket, stateMachineArn }: Pipeline): { bucket: string; account: string }[] {
  const account = accountOfArn(stateMachineArn);
  return account === undefined ? [] : [{ bucket, account }];
}
