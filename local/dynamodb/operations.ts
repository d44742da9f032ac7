import {
  type ApiFailure,
  ENGINE_OPERATIONS,
  type Engine,
  type EngineOperation,
  isApiFailure,
  type Json,
  type Store,
} from './engine.ts';
import { createRequestStore } from './request-store.ts';

/** Parameters of CreateTable that have nothing to act on here: encryption at rest, price class and capacity. */
const WITHOUT_EFFECT = new Set(['OnDemandThroughput', 'SSESpecification', 'TableClass', 'WarmThroughput']);

/** An error of the API, with DynamoDB's own name for it. */
export class DynamoDbError extends Error implements ApiFailure {
  readonly statusCode: number;
  readonly body: { __type: string; message: string };

  constructor(type: string, message: string, statusCode = 400) {
    super(message);
    this.statusCode = statusCode;
    this.body = { __type: type, message };
  }
}

/** A request that DynamoDB, or this DynamoDB, does not take. */
export function refuse(message: string): DynamoDbError {
  return new DynamoDbError('com.amazon.coral.validate#ValidationException', message);
}

/** Whether dynalite runs the operation. */
export function isEngineOperation(name: string): name is EngineOperation {
  return ENGINE_OPERATIONS.some((operation) => operation === name);
}

/**
 * Runs an operation.
 * @returns its output in DynamoDB's JSON
 * @throws ApiFailure for the caller, any other Error for a fault
 */
export function runOperation(
  engine: Engine,
  store: Store,
  name: EngineOperation,
  input: Json,
): Promise<Json> {
  const { types, custom, run } = engine.operations[name];
  const { ReturnValuesOnConditionCheckFailure: onFailure, ...known } = checkParameters(name, input, types);
  const checked = engine.checkTypes(known, types);
  engine.checkValidations(checked, types, custom, store);
  const view = createRequestStore(store);
  return new Promise((resolve, reject) => {
    run(view.store, checked, (error, output) => {
      if (error === null || error === undefined) {
        resolve(output ?? {});
      } else {
        reject(onFailure === 'ALL_OLD' ? withItem(error, view.lastItem()) : error);
      }
    });
  });
}

/** dynalite drops parameters that it does not know; here they are refused. */
function checkParameters(name: EngineOperation, input: Json, types: Json): Json {
  const isWrite = name === 'PutItem' || name === 'UpdateItem' || name === 'DeleteItem';
  const kept: Json = {};
  for (const [parameter, value] of Object.entries(input)) {
    const known =
      parameter in types ||
      (isWrite && parameter === 'ReturnValuesOnConditionCheckFailure') ||
      value === null;
    if (known) {
      kept[parameter] = value;
    } else if (!isWithoutEffect(name, parameter, value)) {
      throw refuse(`${parameter} of ${name} is not supported by the local DynamoDB; leave it out.`);
    }
  }
  return kept;
}

function isWithoutEffect(name: EngineOperation, parameter: string, value: unknown): boolean {
  if (name !== 'CreateTable') {
    return false;
  }
  const isOff =
    value === false ||
    (typeof value === 'object' &&
      value !== null &&
      'StreamEnabled' in value &&
      value.StreamEnabled === false);
  return (
    WITHOUT_EFFECT.has(parameter) ||
    (isOff && /^(StreamSpecification|DeletionProtectionEnabled)$/.test(parameter))
  );
}

function withItem(error: unknown, item: Json | undefined): unknown {
  if (
    item !== undefined &&
    isApiFailure(error) &&
    error.body.__type.endsWith('#ConditionalCheckFailedException')
  ) {
    return Object.assign(error, { body: { ...error.body, Item: item } });
  }
  return error;
}
