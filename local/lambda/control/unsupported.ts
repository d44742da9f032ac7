import { invalidParameter } from '../api-error.ts';

/** Members that mean something the local Lambda can't do, with what it can. Empty values, which turn them off, are let by. */
const REFUSALS: Readonly<Record<string, string>> = {
  CapacityProviderConfig: 'functions run on this machine only',
  CodeSigningConfigArn: 'code is not signed here',
  DeadLetterConfig: 'events that fail are dropped',
  DurableConfig: 'durable functions are not supported',
  FileSystemConfigs: 'there are no file systems to mount',
  ImageConfig: 'container images are not supported, only zip archives',
  ImageUri: 'container images are not supported, only zip archives',
  KMSKeyArn: 'there is no KMS',
  Layers: 'layers are not supported: put what they hold into the zip',
  PublishTo: 'there are no versions but $LATEST',
  S3ObjectStorageMode: 'code is always copied',
  SnapStart: 'SnapStart is not supported',
  SourceKMSKeyArn: 'there is no KMS',
  TenancyConfig: 'tenant isolation is not supported',
  VpcConfig: 'there is no VPC',
};

/**
 * Refuses what a request asks for and the local Lambda hasn't got.
 * @throws ApiError `InvalidParameterValueException` that names all of it
 */
export function refuseUnsupported(request: Readonly<Record<string, unknown>>): void {
  const { PackageType: packageType = 'Zip', Publish: publish = false } = request;
  const problems = Object.entries(REFUSALS)
    .filter(([member]) => asksFor(member, request[member]))
    .map(([member, why]) => `${member}: ${why}`);
  if (packageType !== 'Zip') {
    problems.push(`PackageType is ${JSON.stringify(packageType)}: only Zip is supported`);
  }
  if (publish !== false) problems.push('Publish: there are no versions but $LATEST');
  for (const member of ['ApplicationLogLevel', 'SystemLogLevel']) {
    const level = Object(request.LoggingConfig)[member] ?? 'INFO';
    if (level !== 'INFO') {
      problems.push(
        `LoggingConfig.${member} is ${JSON.stringify(level)}: all lines are logged, as with INFO`,
      );
    }
  }
  if (problems.length > 0) {
    throw invalidParameter(`The local Lambda does not support this: ${problems.join('; ')}.`);
  }
}

/** `{}`, `[]`, `{ SubnetIds: [] }`, `{ ApplyOn: 'None' }` and the like ask for nothing. */
function asksFor(member: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (member === 'SnapStart') return Object(value).ApplyOn !== undefined && Object(value).ApplyOn !== 'None';
  if (member === 'S3ObjectStorageMode') return value !== 'COPY';
  return typeof value !== 'object' || Object.values(value).some((inner) => asksFor('', inner));
}
