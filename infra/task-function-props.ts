import type { Size } from 'aws-cdk-lib';
import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/**
 * What the task's code finds around it. That code runs in the unit function; of a task with `key` or `writes` also in
 * Plan, and of one with `fold` also in Merge.
 */
export interface TaskFunctionProps {
  /**
   * Environment variables for the task's code, in each function that runs it. Names begin with a letter and have letters, digits and
   * `_`; those that begin with `FANFOLD_` or `AWS_` are taken. Lambda takes 4 KB in all, names, our own variables
   * (some 500 bytes) and those of `secrets` included. Not for secrets: whoever may see the function sees them.
   *
   * @default - none
   * @example { AIRPORTS_URL: 'https://airports.example.com', LOG_LEVEL: 'warn' }
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Secrets that the task's code may read, by the names of the environment variables that hold their ARNs. The function
   * is given the ARN and the right to read the secret, never its value: the task fetches that itself, once for each
   * process, by the AWS SDK or the parameters utility of Powertools for AWS Lambda.
   *
   * @default - none
   * @example { DATABASE_SECRET_ARN: Secret.fromSecretNameV2(stack, 'Database', 'prod/database') }
   */
  readonly secrets?: Readonly<Record<string, ISecret>>;

  /**
   * Lambda layers of the functions that run the task's code, 5 at most: programs and libraries below `/opt`. Not for npm
   * modules, which ES modules don't import from a layer: those are bundled, or copied by `nodeModules`.
   *
   * @default - none
   * @example [LayerVersion.fromLayerVersionArn(stack, 'Ffmpeg', 'arn:aws:lambda:us-east-1:123456789012:layer:ffmpeg:1')]
   */
  readonly layers?: readonly ILayerVersion[];

  /**
   * Room in `/tmp` of the unit function, 512 to 10,240 MiB. The rows of an item are spooled there if they are many. This is the
   * CDK's `Size`, not the text that `memory` takes.
   *
   * @default Size.mebibytes(512)
   * @example Size.gibibytes(4)
   */
  readonly ephemeralStorage?: Size;

  /**
   * npm modules that can't be bundled, such as those with native code. Their folders and those of the modules that they depend
   * on are copied as they are installed, found from the task's file as Node finds them; npm isn't run. They must be
   * installed for the functions' processor, and for the machine that synthesizes, which imports the task.
   *
   * @default - all modules are bundled
   * @example ['sharp']
   */
  readonly nodeModules?: readonly string[];
}
