import { z } from 'zod';
import { ApiError, invalidParameter, validationErrors } from '../api-error.ts';
import type { DeployedFunction } from '../service.ts';

/** Body of PutFunctionEventInvokeConfig and UpdateFunctionEventInvokeConfig. */
export const eventInvokeRequest = z.strictObject({
  MaximumRetryAttempts: z.number().nullish(),
  MaximumEventAgeInSeconds: z.number().nullish(),
  DestinationConfig: z
    .strictObject({
      OnSuccess: z.strictObject({ Destination: z.string().nullish() }).nullish(),
      OnFailure: z.strictObject({ Destination: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
export type EventInvokeRequest = z.output<typeof eventInvokeRequest>;

/** How a function's events are tried again, as it is kept in the function's record. */
export const eventInvokeConfig = z.strictObject({
  /** Further tries of an event that failed; default 2. */
  retries: z.number().optional(),
  /** Seconds after which an event is given up; default 6 hours. */
  maxAgeSeconds: z.number().optional(),
  /** Milliseconds since the epoch. */
  lastModified: z.number(),
});
export type EventInvokeConfig = z.output<typeof eventInvokeConfig>;

/**
 * The configuration that a request makes of the one there is.
 * @param earlier what stays where the request says nothing; undefined: PutFunctionEventInvokeConfig, which replaces all
 * @throws ApiError `ValidationException` for values out of range, `InvalidParameterValueException` for destinations
 */
export function applyEventInvokeRequest(
  request: EventInvokeRequest,
  earlier: EventInvokeConfig | undefined,
  nowMs: number,
): EventInvokeConfig {
  const { OnSuccess: onSuccess, OnFailure: onFailure } = request.DestinationConfig ?? {};
  if ((onSuccess?.Destination ?? onFailure?.Destination ?? '') !== '') {
    throw invalidParameter(
      'DestinationConfig is not supported by the local Lambda: events that fail are dropped.',
    );
  }
  const retries = request.MaximumRetryAttempts ?? earlier?.retries;
  const maxAgeSeconds = request.MaximumEventAgeInSeconds ?? earlier?.maxAgeSeconds;
  const problems = [
    ...outOf('maximumRetryAttempts', retries, 0, 2),
    ...outOf('maximumEventAgeInSeconds', maxAgeSeconds, 60, 21_600),
  ];
  if (problems.length > 0) throw validationErrors(problems);
  return {
    ...(retries === undefined ? {} : { retries }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    lastModified: nowMs,
  };
}

/**
 * The answer of these operations.
 * @throws ApiError `ResourceNotFoundException` when the function has none
 */
export function describeEventInvokeConfig({ arn, record }: DeployedFunction): object {
  const config = record?.eventInvoke;
  if (config === undefined) {
    const message = `The function ${arn}:$LATEST doesn't have an EventInvokeConfig`;
    throw new ApiError(404, 'ResourceNotFoundException', message);
  }
  return {
    FunctionArn: `${arn}:$LATEST`,
    LastModified: config.lastModified / 1000,
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
    ...(config.retries === undefined ? {} : { MaximumRetryAttempts: config.retries }),
    ...(config.maxAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: config.maxAgeSeconds }),
  };
}

function outOf(member: string, value: number | undefined, least: number, most: number): string[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
  const bound =
    value > most ? `less than or equal to ${most}` : `greater than or equal to ${least}, and whole`;
  return [`Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`];
}
