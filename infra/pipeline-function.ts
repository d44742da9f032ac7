import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssetHashType, DockerImage, Duration, type Size } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Architecture,
  Code,
  type ILayerVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { BundledFile } from './bundling/bundle.ts';
import type { FunctionName } from './bundling/bundle-functions.ts';
import { ownModule, packageLayout } from './bundling/package-layout.ts';
import { connectToVpc, type PipelineNetwork } from './pipeline-network.ts';
import type { StorageProps } from './pipeline-storage.ts';

/** Properties of a {@link PipelineFunction}. */
export interface PipelineFunctionProps extends StorageProps {
  readonly name: FunctionName;
  readonly description: string;
  readonly files: readonly BundledFile[];
  /** MiB. */
  readonly memorySize: number;
  readonly architecture: Architecture;
  readonly environment: Record<string, string>;
  readonly network: PipelineNetwork | undefined;
  readonly layers?: readonly ILayerVersion[];
  readonly ephemeralStorage?: Size;
}

/** One Lambda function of a pipeline with its role and log group. */
export class PipelineFunction extends Construct {
  readonly handler: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
      ...(props.encryptionKey !== undefined && { encryptionKey: props.encryptionKey }),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // In place of AWSLambdaBasicExecutionRole, which opens every log group. A log group's ARN covers its streams.
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    // In the role's own policy: Lambda needs it before there is a function.
    if (props.network !== undefined) this.role.addToPolicy(connectToVpc());
    this.handler = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture,
      handler: 'index.handler',
      code: codeOf(props.name, props.files),
      memorySize: props.memorySize,
      timeout: Duration.minutes(15),
      role: this.role,
      logGroup,
      // Of the lines that Lambda itself writes; those of the functions are JSON anyway.
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: props.environment,
      ...props.network,
      ...(props.layers !== undefined && { layers: [...props.layers] }),
      ...(props.ephemeralStorage !== undefined && { ephemeralStorageSize: props.ephemeralStorage }),
    });
  }
}

/**
 * Code of files in memory. Not NodejsFunction: it asks for a lock file beside the user's task and makes one bundle of
 * one entry, while a unit has two. The asset goes through CDK's bundling, which stages it in the cloud assembly
 * without a temporary folder; the image is required by its type and never pulled, since bundling locally succeeds.
 */
function codeOf(name: FunctionName, files: readonly BundledFile[]): Code {
  const hash = createHash('sha256');
  for (const { name: path, contents, mode } of files) {
    hash.update(`${path}\0${mode ?? ''}\0${contents.length}\0`).update(contents);
  }
  return Code.fromAsset(dirname(ownModule(packageLayout(), `functions/${name}/index`)), {
    assetHashType: AssetHashType.CUSTOM,
    assetHash: hash.digest('hex'),
    bundling: {
      image: DockerImage.fromRegistry('public.ecr.aws/lambda/nodejs:24'),
      local: {
        tryBundle: (folder: string) => {
          for (const file of files) writeBelow(folder, file);
          return true;
        },
      },
    },
  });
}

function writeBelow(folder: string, { name, contents, mode }: BundledFile): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents, { mode });
}
