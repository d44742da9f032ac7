import { randomUUID } from 'node:crypto';
import type { FunctionConfiguration } from '../../ports.ts';
import { ApiError, invalidParameter, resourceConflict } from '../api-error.ts';
import type { AsyncInvocations } from '../async-invocations.ts';
import { parseFunctionReference } from '../names.ts';
import type { DeployedFunction, LambdaService } from '../service.ts';
import { CodeStore, describeCode } from './code-store.ts';
import { checkSettings } from './constraints.ts';
import type { EventInvokeConfig } from './event-invoke-config.ts';
import type { FunctionRecord } from './function-record.ts';
import { FunctionStore } from './function-store.ts';
import { type ObjectReader, readCode } from './read-code.ts';
import { readSettings } from './read-settings.ts';
import type { CreateRequest, UpdateCodeRequest, UpdateConfigurationRequest } from './requests.ts';
import { refuseUnsupported } from './unsupported.ts';

/** The functions that the API creates, updates and deletes: kept on disk, and in place in the service. */
export class FunctionRegistry {
  readonly code: CodeStore;
  readonly #service: LambdaService;
  readonly #asyncInvocations: AsyncInvocations;
  readonly #store: FunctionStore;
  readonly #readObject: ObjectReader | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param root folder of the local Lambda's state */
  constructor(
    root: string,
    service: LambdaService,
    asyncInvocations: AsyncInvocations,
    readObject: ObjectReader | undefined,
  ) {
    this.code = new CodeStore(root);
    this.#service = service;
    this.#asyncInvocations = asyncInvocations;
    this.#store = new FunctionStore(root);
    this.#readObject = readObject;
  }

  /** Puts the functions of an earlier start in place. @throws Error for one that can't be */
  async restore(): Promise<void> {
    const records = await this.#store.load();
    await this.code.keepOnly(records.map(({ code }) => code));
    for (const record of records) this.#putInPlace(record);
  }

  /** @throws ApiError when the request is refused, or the name is taken */
  create(request: CreateRequest): Promise<DeployedFunction> {
    return this.#inTurn(async () => {
      refuseUnsupported({ ...request, ...request.Code });
      checkSettings(request);
      const { Handler: handler, Role: role, Runtime: runtime } = request;
      if (handler === undefined || runtime === undefined) {
        throw invalidParameter(
          'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
        );
      }
      if (role === undefined)
        throw invalidParameter('Role is missing: any ARN of a role does, there is no IAM here.');
      const functionName = this.#newName(request.FunctionName);
      if (this.#service.has(functionName)) throw resourceConflict(`Function already exist: ${functionName}`);
      const record = {
        functionName,
        description: '',
        ephemeralStorage: 512,
        logFormat: 'Text' as const,
        memorySize: 128,
        timeout: 3,
        tracing: 'PassThrough',
        ...readSettings(request),
        handler,
        role,
        runtime,
        architecture: request.Architectures?.[0] ?? 'x86_64',
        tags: request.Tags ?? {},
        code: await this.code.add(await readCode(request.Code, this.#readObject)),
        ...newRevision(),
      };
      return await this.#put(record);
    });
  }

  /** @throws ApiError when the request is refused, or its RevisionId is not the latest */
  updateConfiguration(
    deployed: DeployedFunction,
    request: UpdateConfigurationRequest,
  ): Promise<DeployedFunction> {
    return this.#inTurn(async () => {
      refuseUnsupported(request);
      checkSettings(request);
      const record = this.#latest(deployed, request.RevisionId);
      return await this.#put({ ...record, ...readSettings(request), ...newRevision() });
    });
  }

  /** @throws ApiError when the request is refused, or its RevisionId is not the latest */
  updateCode(deployed: DeployedFunction, request: UpdateCodeRequest): Promise<DeployedFunction> {
    return this.#inTurn(async () => {
      refuseUnsupported(request);
      checkSettings({ Architectures: request.Architectures });
      const record = this.#latest(deployed, request.RevisionId);
      const { Architectures, DryRun, RevisionId, Publish, PublishTo, ...source } = request;
      const archive = await readCode(source, this.#readObject);
      const architecture = Architectures?.[0] ?? record.architecture;
      if (DryRun === true) {
        return { ...deployed, record: { ...record, architecture, code: describeCode(archive) } };
      }
      const code = await this.code.add(archive);
      return await this.#put({ ...record, architecture, code, ...newRevision() });
    });
  }

  /** Invocations under way finish. @throws ApiError for a function of a stack */
  delete(deployed: DeployedFunction): Promise<void> {
    return this.#inTurn(async () => {
      const { functionName } = this.#latest(deployed, undefined);
      this.#service.remove(functionName);
      this.#asyncInvocations.configure(deployed.arn, undefined);
      await this.#store.remove(functionName);
    });
  }

  /**
   * Sets what a function reserves; undefined: nothing. A stack's function has it until the stack is put in place again.
   * @returns false, and nothing changes, when too little would stay unreserved
   */
  reserve(deployed: DeployedFunction, reservedConcurrency: number | undefined): Promise<boolean> {
    return this.#inTurn(async () => {
      const found = this.#find(deployed);
      if (!this.#service.limits.reserve(found.configuration.functionName, reservedConcurrency)) return false;
      if (found.record !== undefined) await this.#save(found, { ...found.record, reservedConcurrency });
      return true;
    });
  }

  /**
   * Changes how a function's events are tried again.
   * @param change gets what there is, gives what is to be; undefined: the default
   * @throws ApiError for a function of a stack, whose template says it
   */
  changeEventInvoke(
    deployed: DeployedFunction,
    change: (earlier: EventInvokeConfig | undefined) => EventInvokeConfig | undefined,
  ): Promise<DeployedFunction> {
    return this.#inTurn(async () => {
      const record = this.#latest(deployed, undefined);
      const found = this.#find(deployed);
      const eventInvoke = change(record.eventInvoke);
      await this.#save(found, { ...record, eventInvoke });
      this.#asyncInvocations.configure(found.arn, eventInvoke);
      return found;
    });
  }

  /** The name of a function that is to be created, which may be given as an ARN. @throws ApiError for an ARN of elsewhere */
  #newName(reference: string): string {
    const { account } = this.#service.host;
    const parsed = parseFunctionReference(reference, account);
    if (parsed !== undefined) return parsed.functionName;
    throw invalidParameter(
      `FunctionName is ${reference}: functions are created in ${account.region}, account ${account.accountId}, only.`,
    );
  }

  async #put(record: FunctionRecord): Promise<DeployedFunction> {
    await this.#store.save(record);
    return this.#putInPlace(record);
  }

  #putInPlace(record: FunctionRecord): DeployedFunction {
    const deployed = this.#service.put(this.#configure(record), record);
    this.#asyncInvocations.configure(deployed.arn, record.eventInvoke);
    return deployed;
  }

  /** Keeps a record that changes neither code nor configuration of the environments, which go on. */
  async #save(deployed: DeployedFunction, record: FunctionRecord): Promise<void> {
    await this.#store.save(record);
    deployed.record = record;
  }

  /** A function as it is now: a change that came first may have replaced it. @throws ApiError when it is gone */
  #find({ configuration }: DeployedFunction): DeployedFunction {
    const found = this.#service.find(configuration.functionName);
    if ('outcome' in found) throw new ApiError(found.statusCode, found.error, found.message);
    return found;
  }

  /** @throws ApiError when the function is a stack's, is gone, or has another revision */
  #latest(deployed: DeployedFunction, revisionId: string | undefined): FunctionRecord {
    const { functionName } = deployed.configuration;
    const found = this.#find(deployed);
    if (found.record === undefined) {
      throw resourceConflict(
        `The function ${functionName} belongs to a stack that is deployed here: change it there, and deploy it again.`,
      );
    }
    if (revisionId !== undefined && revisionId !== found.record.revisionId) {
      const message =
        'The Revision Id provided does not match the latest Revision Id. ' +
        'Call the GetFunction/GetAlias API to retrieve the latest Revision Id';
      throw new ApiError(412, 'PreconditionFailedException', message);
    }
    return found.record;
  }

  #configure(record: FunctionRecord): FunctionConfiguration {
    const {
      functionName,
      handler,
      timeout,
      memorySize,
      runtime,
      logFormat,
      environment = {},
      reservedConcurrency,
    } = record;
    const codeDirectory = this.code.folder(record.code);
    return {
      functionName,
      codeDirectory,
      handler,
      timeout,
      memorySize,
      runtime,
      logFormat,
      environment,
      reservedConcurrency,
    };
  }

  /** One change at a time: Lambda refuses a second one while the first is under way, here it waits. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function newRevision(): Pick<FunctionRecord, 'lastModified' | 'revisionId'> {
  return { lastModified: new Date().toISOString(), revisionId: randomUUID() };
}
