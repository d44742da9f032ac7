import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { bucket, json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { exportOf, failNegative, mapMachine, mapRunOf, writer } from './map-runs.ts';

const cloud = useCloud();

fact('the manifest names bucket, Map Run and files, without white space', SOURCES.recordedMap, async () => {
  const rest = { Items: [1, -1], ToleratedFailureCount: 1, ...writer('m') };
  const { executionArn } = await cloud.run(mapMachine(rest, { states: failNegative }));
  const { mapRunArn } = await mapRunOf(cloud, executionArn);
  const { base, text, succeeded, failed } = await exportOf(cloud, executionArn, 'm');
  const file = (kind: string, body: string | undefined) => [
    { Key: `${base}/${kind}_0.json`, Size: Buffer.byteLength(body ?? '') },
  ];
  expect(text).toBe(
    JSON.stringify({
      DestinationBucket: bucket,
      MapRunArn: mapRunArn,
      ResultFiles: {
        FAILED: file('FAILED', failed[0]),
        PENDING: [],
        SUCCEEDED: file('SUCCEEDED', succeeded[0]),
      },
    }),
  );
});

fact('the state’s result says where the manifest is', SOURCES.recordedMap, async () => {
  const { executionArn, output } = await cloud.run(mapMachine({ Items: [1], ...writer('where') }));
  const { mapRunArn } = await mapRunOf(cloud, executionArn);
  const Key = `where/${mapRunArn?.split(':').at(-1)}/manifest.json`;
  expect(json(output)).toEqual({ MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key } });
});

fact('a Prefix with a slash at its end is the same prefix', SOURCES.recordedMap, async () => {
  const { output } = await cloud.run(mapMachine({ Items: [1], ...writer('slash/') }));
  expect(json(output).ResultWriterDetails.Key).toMatch(/^slash\/[0-9a-f-]{36}\/manifest\.json$/);
});

fact(
  'result files are multipart uploads of one part, the manifest is a plain object',
  SOURCES.recordedMap,
  async () => {
    const { executionArn } = await cloud.run(mapMachine({ Items: [1], ...writer('parts') }));
    const { base, manifest } = await exportOf(cloud, executionArn, 'parts');
    const head = (Key: string) =>
      cloud.s3.send(new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: 'ENABLED' }));
    const file = await head(manifest.ResultFiles.SUCCEEDED[0].Key);
    expect(file.ETag).toMatch(/^"[0-9a-f]{32}-1"$/);
    expect(file).toMatchObject({ ContentType: 'binary/octet-stream', ChecksumType: 'FULL_OBJECT' });
    expect(file.ChecksumCRC64NVME).toBeTruthy();
    const plain = await head(`${base}/manifest.json`);
    expect(plain.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(plain.ContentType).toBe('application/octet-stream');
  },
);

fact('a failed run exports what there is; its state has only the error', SOURCES.recordedMap, async () => {
  const rest = { Items: [1, -1], MaxConcurrency: 1, ...writer('failed') };
  const execution = await cloud.run(mapMachine(rest, { states: failNegative }));
  expect(execution.output).toBeUndefined();
  const { succeeded, failed } = await exportOf(cloud, execution.executionArn, 'failed');
  expect([json(succeeded[0]).length, json(failed[0]).length]).toEqual([1, 1]);
  expect((await mapRunOf(cloud, execution.executionArn)).itemCounts?.resultsWritten).toBe(2);
});

fact('a bucket that isn’t there fails with States.ResultWriterFailed', SOURCES.resultWriter, async () => {
  const { ResultWriter } = writer('x');
  const nowhere = { ...ResultWriter, Arguments: { Bucket: 'no-such-bucket', Prefix: 'x' } };
  const execution = await cloud.run(mapMachine({ Items: [1], ResultWriter: nowhere }));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' });
});
