import {
  DescribeMapRunCommand,
  ListMapRunsCommand,
  type SFNClient,
  SFNServiceException,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';

/** A call of Step Functions that its account-wide quota refused; anything else is thrown. */
export type Throttled = 'THROTTLED';

/** The map run of an execution's state with this label; undefined while that hasn't been entered. */
export async function findMapRun(
  client: SFNClient,
  executionArn: string,
  label: string,
): Promise<string | undefined | Throttled> {
  return orThrottled(async () => {
    const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
    // arn:aws:states:<region>:<account>:mapRun:<state machine>/<label>:<id>; the latest comes first.
    return mapRuns.find(({ mapRunArn }) => mapRunArn?.includes(`/${label}:`))?.mapRunArn;
  });
}

/** Whether a map run goes on. */
export async function isMapRunRunning(client: SFNClient, mapRunArn: string): Promise<boolean | Throttled> {
  return orThrottled(
    async () => (await client.send(new DescribeMapRunCommand({ mapRunArn }))).status === 'RUNNING',
  );
}

/**
 * Sets how many children of a map run may run at once, from now on; those that run go on.
 * @returns false if it has ended: then there is nothing to set
 */
export async function setMaxConcurrency(
  client: SFNClient,
  mapRunArn: string,
  maxConcurrency: number,
): Promise<boolean | Throttled> {
  return orThrottled(async () => {
    try {
      await client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency }));
      return true;
    } catch (error) {
      if (error instanceof SFNServiceException && error.name === 'ValidationException') return false;
      throw error;
    }
  });
}

async function orThrottled<Result>(call: () => Promise<Result>): Promise<Result | Throttled> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SFNServiceException && /Throttl|TooManyRequests/.test(error.name))
      return 'THROTTLED';
    throw error;
  }
}
