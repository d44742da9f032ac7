import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { parseArn, stateMachineArn } from '../arns.ts';
import type { JsonObject } from '../json.ts';
import { isValidName } from '../names.ts';
import type { MachineEntry, MachineRecord, MachineStore } from '../store/machine-store.ts';
import { checkType, compileDefinition } from './definitions.ts';
import { deleteStateMachine, refuseDeleting } from './delete-state-machine.ts';
import { ApiError, invalidArn, invalidName, stateMachineDoesNotExist, validationError } from './errors.ts';
import { type IncludedData, NO_DEFINITION, readIncludedData } from './included-data.ts';
import type { MachineContext } from './machine-context.ts';
import { takePage, tokenMember, toSeconds } from './pages.ts';
import type { Operation } from './protocol.ts';
import type { ApiRequest } from './request.ts';

const NO_LOGGING = { level: 'OFF', includeExecutionData: false };
const NO_TRACING = { enabled: false };

/** The operations on state machines. */
export function stateMachineOperations(context: MachineContext): Record<string, Operation> {
  const { machines } = context;
  return {
    CreateStateMachine: (request) => createStateMachine(context, request),
    UpdateStateMachine: (request) => updateStateMachine(context, request),
    DeleteStateMachine: (request) => deleteStateMachine(context, request),
    DescribeStateMachine: async (request) =>
      describe(findMachine(machines, request), readIncludedData(request)),
    ListStateMachines: async (request) => {
      const page = takePage(machines.list(), ({ record }) => record.name, request);
      return {
        stateMachines: page.items.map(({ record: { arn, name, type, creationDate } }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: toSeconds(creationDate),
        })),
        ...tokenMember(page.nextToken),
      };
    },
  };
}

/** The machine that `stateMachineArn` names. */
export function findMachine(machines: MachineStore, request: ApiRequest): MachineEntry {
  const arn = request.text('stateMachineArn', { min: 1, max: 256 });
  const parsed = parseArn(arn);
  if (parsed === undefined) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (parsed.kind !== 'stateMachine') {
    throw invalidArn(`Resource type not valid in this context: ${parsed.kind}`);
  }
  if (parsed.label !== undefined) {
    const message = 'This operation does not support a state machine ARN with a label';
    throw validationError(message, 'API_DOES_NOT_SUPPORT_LABELED_ARNS');
  }
  const entry = machines.find(arn);
  if (entry === undefined) throw stateMachineDoesNotExist(arn);
  return entry;
}

/** Idempotent on name, definition, type, logging and tracing; role and tags don't count. */
async function createStateMachine(context: MachineContext, request: ApiRequest): Promise<JsonObject> {
  const name = request.text('name', { min: 1, max: 80 });
  if (!isValidName(name)) throw invalidName(name);
  refuseVersions(request);
  checkType(request);
  const definition = request.text('definition', { min: 1 });
  const machine = compileDefinition(definition, name);
  const now = context.now();
  const record: MachineRecord = {
    arn: stateMachineArn(context.account, name),
    name,
    definition,
    roleArn: request.text('roleArn', { min: 1, max: 256 }),
    type: 'STANDARD',
    creationDate: now,
    updateDate: now,
    loggingConfiguration: request.optionalObject('loggingConfiguration') ?? NO_LOGGING,
    tracingConfiguration: request.optionalObject('tracingConfiguration') ?? NO_TRACING,
    tags: readTags(request),
  };
  const found = context.machines.find(record.arn);
  if (found !== undefined) refuseDeleting(found);
  const existing = found?.record;
  if (existing === undefined) {
    await context.machines.save({ record, machine });
  } else if (!isSame(existing, record)) {
    throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${record.arn}'`);
  }
  const { arn, creationDate } = existing ?? record;
  return { stateMachineArn: arn, creationDate: toSeconds(creationDate) };
}

async function updateStateMachine(context: MachineContext, request: ApiRequest): Promise<JsonObject> {
  const entry = findMachine(context.machines, request);
  refuseDeleting(entry);
  const { record, machine } = entry;
  refuseVersions(request);
  const definition = request.optionalText('definition', { min: 1 });
  const changes = {
    definition: definition ?? record.definition,
    roleArn: request.optionalText('roleArn', { min: 1, max: 256 }) ?? record.roleArn,
    loggingConfiguration: request.optionalObject('loggingConfiguration') ?? record.loggingConfiguration,
    tracingConfiguration: request.optionalObject('tracingConfiguration') ?? record.tracingConfiguration,
  };
  const given = ['definition', 'roleArn', 'loggingConfiguration', 'tracingConfiguration'];
  if (!given.some((member) => request.has(member))) {
    const message =
      'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified';
    throw new ApiError('MissingRequiredParameter', message);
  }
  const compiled = definition === undefined ? machine : compileDefinition(definition, record.name);
  const updateDate = context.now();
  const updated = { ...record, ...changes, updateDate, revisionId: randomUUID() };
  await context.machines.save({ record: updated, machine: compiled });
  return { updateDate: toSeconds(updateDate), revisionId: updated.revisionId };
}

function describe({ record }: MachineEntry, included: IncludedData): JsonObject {
  return {
    stateMachineArn: record.arn,
    name: record.name,
    status: record.deleting === true ? 'DELETING' : 'ACTIVE',
    definition: included === 'ALL_DATA' ? record.definition : NO_DEFINITION,
    roleArn: record.roleArn,
    type: record.type,
    creationDate: toSeconds(record.creationDate),
    loggingConfiguration: record.loggingConfiguration,
    tracingConfiguration: record.tracingConfiguration,
    ...(record.revisionId === undefined ? {} : { revisionId: record.revisionId }),
  };
}

function isSame(a: MachineRecord, b: MachineRecord): boolean {
  return (
    a.definition === b.definition &&
    a.type === b.type &&
    isDeepStrictEqual(a.loggingConfiguration, b.loggingConfiguration) &&
    isDeepStrictEqual(a.tracingConfiguration, b.tracingConfiguration)
  );
}

function refuseVersions(request: ApiRequest): void {
  if (request.optionalBoolean('publish') === true) {
    throw validationError("'publish' is true, but versions are not supported by the local Step Functions");
  }
  const encryption = request.optionalObject('encryptionConfiguration');
  if (encryption !== undefined && encryption.type !== 'AWS_OWNED_KEY') {
    throw validationError("'encryptionConfiguration' must have the type AWS_OWNED_KEY, which is the default");
  }
}

function readTags(request: ApiRequest): MachineRecord['tags'] {
  return (request.optionalArray('tags') ?? []).map((tag) => {
    const { key, value } = typeof tag === 'object' && tag !== null && !Array.isArray(tag) ? tag : {};
    if (typeof key !== 'string') throw validationError("Every tag needs a 'key'");
    return { key, ...(typeof value === 'string' ? { value } : {}) };
  });
}
