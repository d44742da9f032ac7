import { z } from 'zod';
import type { NamedState } from './states.ts';

/**
 * What asl-validator 4 takes as it comes and CreateStateMachine refuses: unknown fields and values in Retry, ItemReader
 * and ResultWriter, a Label that can't stand in an ARN, `States.ALL` in company, and names of integrations.
 */
export function checkFields({ name, fields }: NamedState): string[] {
  const found = checked.safeParse(fields);
  return found.success
    ? []
    : found.error.issues.map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`);
}

const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be a value or a JSONata expression in {% %}');

const retrier = z
  .strictObject({
    Comment: z.string().optional(),
    ErrorEquals: z.array(z.string()).min(1),
    IntervalSeconds: z.int().min(1).max(99_999_999).optional(),
    MaxAttempts: z.int().min(0).max(99_999_999).optional(),
    BackoffRate: z.number().min(1).optional(),
    MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
    JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
  })
  .refine(
    ({ MaxDelaySeconds, IntervalSeconds }) =>
      MaxDelaySeconds === undefined || MaxDelaySeconds > (IntervalSeconds ?? 1),
    'MaxDelaySeconds must be over IntervalSeconds',
  );

const allIsAloneAndLast = (entries: readonly { ErrorEquals: readonly string[] }[]): boolean =>
  entries.every(
    ({ ErrorEquals }, index) =>
      !ErrorEquals.includes('States.ALL') || (ErrorEquals.length === 1 && index === entries.length - 1),
  );

const catcher = z.object({ ErrorEquals: z.array(z.string()).min(1) });

const itemReader = z.strictObject({
  Resource: z.enum(['arn:aws:states:::s3:getObject', 'arn:aws:states:::s3:listObjectsV2']),
  ReaderConfig: z
    .strictObject({
      InputType: z.enum(['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST']).optional(),
      Transformation: z.enum(['NONE', 'LOAD_AND_FLATTEN']).optional(),
      ManifestType: z.enum(['ATHENA_DATA', 'S3_INVENTORY']).optional(),
      CSVDelimiter: z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']).optional(),
      CSVHeaderLocation: z.enum(['FIRST_ROW', 'GIVEN']).optional(),
      CSVHeaders: z.array(z.string()).optional(),
      MaxItems: z.union([z.int().min(0), expression]).optional(),
      ItemsPointer: z.string().startsWith('/').optional(),
    })
    .optional(),
  Arguments: z.record(z.string(), z.unknown()).optional(),
});

const resultWriter = z.strictObject({
  Resource: z.literal('arn:aws:states:::s3:putObject'),
  WriterConfig: z
    .strictObject({
      Transformation: z.enum(['NONE', 'COMPACT', 'FLATTEN']),
      OutputType: z.enum(['JSON', 'JSONL']),
    })
    .optional(),
  Arguments: z.record(z.string(), z.unknown()),
});

const checked = z
  .object({
    Resource: z
      .string()
      .regex(
        /^arn:aws:(lambda:.+|states:::(lambda:invoke|aws-sdk:[a-z0-9]+:[A-Za-z0-9]+)(\.waitForTaskToken)?)$/,
        {
          message:
            'must be a Lambda function, arn:aws:states:::lambda:invoke, or an integration of the AWS SDK',
        },
      )
      .optional(),
    Label: z
      .string()
      .max(40)
      .regex(/^[^\s?*<>{}[\]:;,\\|^~$#%&"`\p{Cc}]+$/u, 'has a character that a Label must not have')
      .optional(),
    Retry: z.array(retrier).refine(allIsAloneAndLast, 'States.ALL must stand alone and last').optional(),
    Catch: z.array(catcher).refine(allIsAloneAndLast, 'States.ALL must stand alone and last').optional(),
    ItemReader: itemReader.optional(),
    ResultWriter: resultWriter.optional(),
    TimeoutSeconds: z.unknown().optional(),
    HeartbeatSeconds: z.unknown().optional(),
  })
  .refine(
    ({ TimeoutSeconds, HeartbeatSeconds }) =>
      typeof TimeoutSeconds !== 'number' ||
      typeof HeartbeatSeconds !== 'number' ||
      HeartbeatSeconds < TimeoutSeconds,
    'HeartbeatSeconds must be under TimeoutSeconds',
  );
