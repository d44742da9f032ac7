import {
  GetParameterCommand,
  GetParametersByPathCommand,
  ParameterNotFound,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { type Pipeline, pipeline, pipelineParameterName } from '../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * What is deployed of a task; undefined if nothing is.
 * @throws FanfoldError `NotDeployed` when something else lies at the parameter
 */
export async function readPipeline(ssm: SSMClient, task: string): Promise<Pipeline | undefined> {
  const name = pipelineParameterName(task);
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    const read = pipeline.safeParse(parse(Parameter?.Value));
    if (read.success) return read.data;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
  throw new FanfoldError(
    'NotDeployed',
    `the SSM parameter ${name} is not one that this version of fanfold reads; deploy the task again`,
  );
}

/** All pipelines of an account and region. What else lies below `/fanfold/` is passed over. */
export async function readPipelines(ssm: SSMClient): Promise<Pipeline[]> {
  const found: Pipeline[] = [];
  let from: string | undefined;
  do {
    const page = await ssm.send(
      new GetParametersByPathCommand({
        Path: pipelineParameterName('').slice(0, -1),
        ...(from !== undefined && { NextToken: from }),
      }),
    );
    for (const { Value } of page.Parameters ?? []) {
      const read = pipeline.safeParse(parse(Value));
      if (read.success) found.push(read.data);
    }
    from = page.NextToken;
  } while (from !== undefined);
  return found;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
