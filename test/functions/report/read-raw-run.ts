import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { openPipeline } from './open-pipeline.ts';

/** A unit's row as it lies in the table: of the product's own schemas nothing is used here. */
const rawRow = z.object({
  sk: z.string(),
  attempt: z.number(),
  progress: z.object({ attempts: z.number(), errors: z.number(), throttles: z.number() }),
  receipt: z.object({
    unit: z.number(),
    attempt: z.number(),
    items: z.object({ total: z.number(), succeeded: z.number(), failed: z.number() }),
    retries: z.number(),
    forks: z.number(),
    output: z.object({ key: z.string(), bytes: z.number(), rows: z.number() }).nullable(),
    failures: z
      .object({ key: z.string(), codes: z.record(z.string(), z.number()), logGroup: z.string() })
      .nullable(),
    timing: z.object({
      startedAt: z.number(),
      endedAt: z.number(),
      initMs: z.number(),
      runMs: z.number(),
      downloadMs: z.number(),
      uploadMs: z.number(),
      queuedMs: z.number(),
      claimMs: z.number(),
      commitMs: z.number(),
      handlerMs: z.number(),
    }),
    itemTimes: z.array(z.tuple([z.number(), z.number()])),
    environment: z.string(),
    peakMb: z.number(),
    backup: z.boolean().default(false),
  }),
});
export type RawReceipt = z.infer<typeof rawRow>['receipt'];

const rawAct = z.looseObject({
  kind: z.string(),
  at: z.number(),
  from: z.number().optional(),
  to: z.number().optional(),
});

const rawFailure = z.object({
  item: z.number(),
  unit: z.number(),
  code: z.string(),
  name: z.string(),
  message: z.string(),
  environment: z.string(),
});

/** All that a run left behind, read without the product's code. */
export async function readRawRun(
  { clients, pipeline }: Awaited<ReturnType<typeof openPipeline>>,
  runId: string,
  executionArn: string,
) {
  const readText = async (key: string): Promise<string | undefined> => {
    try {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: pipeline.bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
  const readLines = async (key: string): Promise<unknown[]> =>
    ((await readText(key)) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const documents = DynamoDBDocumentClient.from(clients.dynamodb);
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: pipeline.table }));
  const units = Items.filter(
    ({ pk, sk }) => String(pk).startsWith(`run#${runId}#`) && String(sk).startsWith('unit#'),
  )
    .map((item) => ({ row: rawRow.parse(item), receiptJson: JSON.stringify(item.receipt) }))
    .sort((a, b) => a.row.receipt.unit - b.row.receipt.unit);
  const acts = [];
  for (const epoch of [1, 2])
    for (const line of await readLines(`runs/${runId}/govern/${epoch}/events-00000000.jsonl`))
      acts.push(rawAct.parse(line));
  const execution = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
  return {
    units,
    receipts: units.map(({ row }) => row.receipt),
    acts,
    failures: (await readLines(`runs/${runId}/failures.jsonl`)).map((line) => rawFailure.parse(line)),
    rows: await readLines(`datasets/measured/${runId}/1/data.jsonl`),
    dataset: Buffer.from((await readText(`datasets/measured/${runId}/1/data.jsonl`)) ?? ''),
    startedAt: execution.startDate?.getTime() ?? 0,
    stoppedAt: execution.stopDate?.getTime() ?? 0,
  };
}
