import type { StaticOperationSchema } from '@smithy/types';
import { readParameters } from './read-parameters.ts';

/** One action of a service, such as `putObject` of S3. */
export interface SdkOperation<Client> {
  /** What the SDK knows of its input and output. */
  schema: StaticOperationSchema;
  /**
   * Calls the service.
   * @param parameters in Step Functions' casing, found right by `findParameterProblems`
   * @returns the SDK's own answer
   */
  send(client: Client, parameters: unknown): Promise<unknown>;
}

/** An action by the SDK's own command for it. */
export function operation<Client, Input extends object>(
  schema: StaticOperationSchema,
  send: (client: Client, input: Input) => Promise<unknown>,
): SdkOperation<Client> {
  return {
    schema,
    send: async (client, parameters) => {
      const { value, problems } = readParameters(parameters, schema);
      if (!isInput<Input>(value, problems)) throw new TypeError(problems.join(' '));
      return await send(client, value);
    },
  };
}

/** `Input` is the static form of the schema that the value was read by. */
function isInput<Input extends object>(value: unknown, problems: readonly string[]): value is Input {
  return typeof value === 'object' && value !== null && problems.length === 0;
}
