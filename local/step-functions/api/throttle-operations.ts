import type { StepFunctionsRates } from '../../rates/step-functions-rates.ts';
import { ApiError } from './errors.ts';
import type { Operation } from './protocol.ts';

/** Operations that are refused with ThrottlingException where they are called more often than AWS lets an account do. */
export function throttleOperations(
  operations: Readonly<Record<string, Operation>>,
  rates: StepFunctionsRates,
): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, Operation] => [
      name,
      async (request) => {
        if (!rates.takeCall(name)) throw new ApiError('ThrottlingException', 'Rate exceeded');
        return await operation(request);
      },
    ]),
  );
}
