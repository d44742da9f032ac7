import { z } from 'zod';
import type { PlannedFunction } from '../planned-resource.ts';
import type { ResourceRequest } from '../resource-request.ts';
import type { ResourceKind } from './resource-kind.ts';

const environment = z.strictObject({
  Variables: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .default({}),
});

/** Where the log goes and which lines are in it is the same here for all functions. */
const logging = z.strictObject({
  LogFormat: z.enum(['JSON', 'Text']).optional(),
  LogGroup: z.unknown().optional(),
  ApplicationLogLevel: z.string().optional(),
  SystemLogLevel: z.string().optional(),
});

const code = z.union([
  z.object({ S3Bucket: z.string(), S3Key: z.string() }).transform(({ S3Key }) => ({ assetKey: S3Key })),
  z.object({ ZipFile: z.string() }).transform(({ ZipFile }) => ({ inline: ZipFile })),
]);

/** AWS::Lambda::Function with code of a folder asset, or inline. */
export const lambdaFunction: ResourceKind = {
  identify(request) {
    const name = request.name('FunctionName', 64);
    return { ref: name, attributes: { Arn: request.arn('lambda', `function:${name}`) } };
  },
  plan(request, { ref }) {
    request.checkProperties({
      used: [
        'FunctionName',
        'Code',
        'Handler',
        'Runtime',
        'PackageType',
        'Timeout',
        'MemorySize',
        'Environment',
        'ReservedConcurrentExecutions',
        'LoggingConfig',
      ],
      noEffect: [
        'Architectures',
        'CodeSigningConfigArn',
        'Description',
        'EphemeralStorage',
        'KmsKeyArn',
        'RecursiveLoop',
        'Role',
        'RuntimeManagementConfig',
        'SnapStart',
        'Tags',
        'TracingConfig',
        'VpcConfig',
      ],
    });
    const packageType = request.text('PackageType') ?? 'Zip';
    if (packageType !== 'Zip') throw request.refuse(`PackageType ${packageType} is not supported, only Zip`);
    const runtime = request.requiredText('Runtime');
    if (!/^nodejs\d+\.x$/.test(runtime)) {
      throw request.refuse(`Runtime ${runtime} is not supported, only Node.js, such as nodejs24.x`);
    }
    return [
      {
        kind: 'function',
        configuration: {
          functionName: ref,
          handler: request.requiredText('Handler'),
          timeout: request.number('Timeout') ?? 3,
          memorySize: request.number('MemorySize') ?? 128,
          runtime,
          environment: request.shaped('Environment', environment)?.Variables ?? {},
          reservedConcurrency: request.number('ReservedConcurrentExecutions'),
          logFormat: request.shaped('LoggingConfig', logging)?.LogFormat,
        },
        code: readCode(request),
      },
    ];
  },
};

function readCode(request: ResourceRequest): PlannedFunction['code'] {
  const given = request.shaped('Code', code);
  if (given === undefined) throw request.refuse('Code is missing');
  return given;
}
