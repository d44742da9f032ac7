import { z } from 'zod';
import { ApiError } from '../api-error.ts';

const text = z.string();
const texts = z.record(text, text);
/** Members that are only looked at to refuse them. */
const unread = z.unknown().optional();

const code = {
  /** Base64 of the zip. */
  ZipFile: text.optional(),
  S3Bucket: text.optional(),
  S3Key: text.optional(),
  S3ObjectVersion: text.optional(),
  S3ObjectStorageMode: unread,
  ImageUri: unread,
  SourceKMSKeyArn: unread,
};

/** Where a function's code comes from. */
export const codeSource = z.strictObject(code);
export type CodeSource = z.output<typeof codeSource>;

/** Members of CreateFunction and UpdateFunctionConfiguration. */
const settings = {
  Description: text.optional(),
  Environment: z.strictObject({ Variables: texts.optional() }).optional(),
  EphemeralStorage: z.strictObject({ Size: z.number() }).optional(),
  Handler: text.optional(),
  LoggingConfig: z
    .strictObject({
      LogFormat: text.optional(),
      LogGroup: text.optional(),
      ApplicationLogLevel: text.optional(),
      SystemLogLevel: text.optional(),
    })
    .optional(),
  MemorySize: z.number().optional(),
  Role: text.optional(),
  Runtime: text.optional(),
  Timeout: z.number().optional(),
  TracingConfig: z.strictObject({ Mode: text.optional() }).optional(),
  CapacityProviderConfig: unread,
  DeadLetterConfig: unread,
  DurableConfig: unread,
  FileSystemConfigs: unread,
  ImageConfig: unread,
  KMSKeyArn: unread,
  Layers: unread,
  SnapStart: unread,
  VpcConfig: unread,
};

/** Body of CreateFunction. */
export const createRequest = z.strictObject({
  ...settings,
  FunctionName: text,
  Code: codeSource.default({}),
  Architectures: z.array(text).optional(),
  Tags: texts.optional(),
  PackageType: text.optional(),
  Publish: unread,
  PublishTo: unread,
  CodeSigningConfigArn: unread,
  TenancyConfig: unread,
});
export type CreateRequest = z.output<typeof createRequest>;

/** Body of UpdateFunctionConfiguration. */
export const updateConfigurationRequest = z.strictObject({ ...settings, RevisionId: text.optional() });
export type UpdateConfigurationRequest = z.output<typeof updateConfigurationRequest>;

/** Body of UpdateFunctionCode. */
export const updateCodeRequest = z.strictObject({
  ...code,
  Architectures: z.array(text).optional(),
  DryRun: z.boolean().optional(),
  RevisionId: text.optional(),
  Publish: unread,
  PublishTo: unread,
});
export type UpdateCodeRequest = z.output<typeof updateCodeRequest>;

/**
 * Reads a request's body.
 * @throws ApiError `InvalidRequestContentException` when it isn't JSON, `SerializationException` that names every member of a wrong type
 */
export function readRequest<T>(schema: z.ZodType<T>, body: string): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    const message = 'Could not parse request body into json';
    throw new ApiError(400, 'InvalidRequestContentException', message, { cause });
  }
  const { data, error } = schema.safeParse(json);
  if (data !== undefined) return data;
  const problems = error?.issues.map(({ path, message }) =>
    [path.join('.'), message].join(': ').replace(/^: /, ''),
  );
  throw new ApiError(400, 'SerializationException', problems?.join('; ') ?? '');
}
