import { z } from 'zod';
import { invalidParameter } from './api-error.ts';
import type { FunctionRegistry } from './control/function-registry.ts';
import { readRequest } from './control/requests.ts';
import type { DeployedFunction, LambdaService } from './service.ts';

const reservationRequest = z.strictObject({ ReservedConcurrentExecutions: z.number() });

/** GetFunctionConcurrency's and PutFunctionConcurrency's answer; empty without a reservation. */
export function describeReservation(service: LambdaService, { configuration }: DeployedFunction): object {
  const reserved = service.limits.reservedBy(configuration.functionName);
  return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
}

/**
 * PutFunctionConcurrency.
 * @param body JSON
 * @throws ApiError `InvalidParameterValueException` when too little would stay unreserved
 */
export async function putReservation(
  service: LambdaService,
  registry: FunctionRegistry,
  deployed: DeployedFunction,
  body: string,
): Promise<object> {
  const { ReservedConcurrentExecutions: reserved } = readRequest(reservationRequest, body);
  if (!Number.isInteger(reserved) || reserved < 0) {
    throw invalidParameter(
      `ReservedConcurrentExecutions is ${reserved}; it must be a whole number of at least 0.`,
    );
  }
  if (!(await registry.reserve(deployed, reserved))) {
    throw invalidParameter(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below " +
        `its minimum value of [${service.limits.minimumUnreserved}].`,
    );
  }
  return describeReservation(service, deployed);
}
