import { z } from 'zod';

const texts = z.record(z.string(), z.string());

/** What a daemon says of itself to a client that attached, as one line of JSON. */
export const greeting = z.object({
  instanceId: z.string(),
  endpoints: z.object({
    sfn: z.string(),
    s3: z.string(),
    dynamodb: z.string(),
    lambda: z.string(),
    events: z.string(),
  }),
  region: z.string(),
  accountId: z.string(),
  environment: texts,
  logsDirectory: z.string(),
  accountConcurrency: z.number().optional(),
  awsRates: z.boolean().optional(),
});
export type Greeting = z.output<typeof greeting>;

export const deployRequest = z.object({ assembly: z.string() });

export const deployResponse = z.object({
  stacks: z.array(
    z.object({ name: z.string(), outputs: texts, parameters: texts, notes: z.array(z.string()) }),
  ),
});

export const parameterResponse = z.object({ value: z.string().nullable() });

/** Body of an answer that is not 200. */
export const failureResponse = z.object({ code: z.string(), message: z.string() });

/** Command line of the daemon, as one argument of JSON. */
export const daemonOptions = z.object({
  stateDir: z.string(),
  accountConcurrency: z.number().optional(),
  awsRates: z.boolean().optional(),
});
export type DaemonOptions = z.output<typeof daemonOptions>;
