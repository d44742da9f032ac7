import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { assumption, fact } from '../facts.ts';
import { definition, ECHO, useLambda, zip } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();

const INVALID = 'InvalidParameterValueException';

fact('reserved names of environment variables are refused', LAMBDA.environment, async () => {
  const Environment = { Variables: { AWS_REGION: 'x', MODE: 'test', AWS_ACCESS_KEY_ID: 'x' } };

  await expect(lambda.create(ECHO, { Environment })).rejects.toMatchObject({
    name: INVALID,
    message:
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
      'contains reserved keys that are currently not supported for modification. ' +
      'Reserved keys used in this request: AWS_REGION, AWS_ACCESS_KEY_ID',
  });
});

fact('environment variables have 4 KB in all', LAMBDA.quotas, async () => {
  const sized = (bytes: number) => ({ Variables: { LARGE: 'x'.repeat(bytes - '{"LARGE":""}'.length) } });

  await lambda.create(ECHO, { Environment: sized(4096) });

  await expect(lambda.create(ECHO, { Environment: sized(4097) })).rejects.toMatchObject({
    name: INVALID,
    message: expect.stringContaining('exceeded the 4KB limit. String measured: {"LARGE":"xxx'),
  });
});

fact('what is no zip archive is refused', LAMBDA.reportedIn('boto/boto3/issues/488'), async () => {
  const Code = { ZipFile: Buffer.from('this is no archive') };

  await expect(lambda.create(ECHO, { Code })).rejects.toMatchObject({
    name: INVALID,
    message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
  });
});

fact(
  'an archive of 262144000 bytes unzipped is refused',
  LAMBDA.reportedIn('serverless/serverless/issues/6792'),
  async () => {
    const ZipFile = await zip({ 'index.mjs': ECHO });
    // The size that the archive's directory states, 24 bytes into its entry.
    ZipFile.writeUInt32LE(262_144_000, ZipFile.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24);
    const Code = { ZipFile };

    await expect(lambda.create(ECHO, { Code })).rejects.toMatchObject({
      name: INVALID,
      message: 'Unzipped size must be smaller than 262144000 bytes',
    });
  },
);

fact('values that break the model are refused, all at once', LAMBDA.api('CreateFunction'), async () => {
  const refused = lambda.create(ECHO, { Timeout: 901, MemorySize: 127, Role: 'root' });

  await expect(refused).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(
      /^3 validation errors detected: Value 'root' at 'role' failed .*; Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900; Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128$/,
    ),
    $metadata: { httpStatusCode: 400 },
  });
});

fact(
  'names have letters, digits, hyphens and underscores, 64 at most',
  LAMBDA.api('CreateFunction'),
  async () => {
    await lambda.create(ECHO, { FunctionName: 'a'.repeat(64) });

    for (const FunctionName of ['a'.repeat(65), 'a b', 'a.b']) {
      await expect(lambda.create(ECHO, { FunctionName })).rejects.toMatchObject({
        name: 'ValidationException',
      });
    }
  },
);

fact('a zip archive needs Runtime and Handler', LAMBDA.recordedApi, async () => {
  const { Handler, ...input } = await definition(ECHO);

  await expect(lambda.client.send(new CreateFunctionCommand(input))).rejects.toMatchObject({
    name: INVALID,
    message: 'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
  });
});

fact(
  'an archive without a file is refused',
  LAMBDA.reportedIn('adieuadieu/serverless-chrome/issues/331'),
  async () => {
    await expect(lambda.create(ECHO, { Code: { ZipFile: await zip({}) } })).rejects.toMatchObject({
      name: INVALID,
      message: 'Uploaded file must be a non-empty zip',
    });
  },
);

assumption('a zip archive that is damaged is refused', async () => {
  const ZipFile = await zip({ 'index.mjs': `${ECHO}// ${'padding '.repeat(50)}` });
  ZipFile.writeUInt8((ZipFile.at(60) ?? 0) ^ 0xff, 60);

  await expect(lambda.create(ECHO, { Code: { ZipFile } })).rejects.toMatchObject({
    name: INVALID,
    message: expect.stringContaining('Could not unzip'),
  });
});
