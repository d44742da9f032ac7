import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { FunctionConfiguration, LambdaInvocation, LambdaInvoker } from '../ports.ts';
import { ConcurrencyLimits } from './concurrency.ts';
import { checkConfiguration } from './configuration.ts';
import type { FunctionRecord } from './control/function-record.ts';
import type { EnvironmentHost } from './environment.ts';
import { IdleEnvironments } from './idle-environments.ts';
import type { InvocationResult } from './invocation.ts';
import { functionArn, parseFunctionReference } from './names.ts';
import {
  refuseBroken,
  refuseClosed,
  refuseForeign,
  refuseThrottled,
  refuseTooLarge,
  refuseUnknown,
} from './outcomes.ts';
import { EnvironmentPool } from './pool.ts';
import type { LambdaRates } from './rates.ts';

/** Lambda's limit of a synchronous invocation's payload, in bytes. */
const MAX_PAYLOAD_BYTES = 6_291_456;

/** A function that exists. */
export interface DeployedFunction {
  arn: string;
  configuration: FunctionConfiguration;
  lastModified: Date;
  revisionId: string;
  /** What is kept of a function that the API created; undefined for one of a stack. */
  record?: FunctionRecord;
  pool: EnvironmentPool;
}

/** An invocation as a caller may want it beyond its payload. */
export interface InvokeOptions {
  /** Default: a new one. */
  requestId?: string;
  /** JSON text. */
  clientContext?: string | undefined;
  logTail?: boolean;
}

type Refused = Extract<LambdaInvocation, { outcome: 'refused' }>;

/** The functions of a local Lambda and their invocation, without a protocol. */
export class LambdaService implements LambdaInvoker {
  readonly limits: ConcurrencyLimits;
  readonly host: EnvironmentHost;
  readonly #functions = new Map<string, DeployedFunction>();
  readonly #idle: IdleEnvironments;
  readonly #rates: LambdaRates | undefined;
  #closed = false;

  /** @param rates AWS's rates; undefined: none are applied */
  constructor(host: EnvironmentHost, accountConcurrency: number, idleSeconds: number, rates?: LambdaRates) {
    this.limits = new ConcurrencyLimits(accountConcurrency);
    this.host = host;
    this.#idle = new IdleEnvironments(idleSeconds);
    this.#rates = rates;
  }

  /**
   * Creates a function or replaces the one of the same name, whose invocations under way finish as they were.
   * @returns its ARN
   * @throws Error when Lambda would refuse the configuration, or when the API created a function of that name
   */
  createFunction(configuration: FunctionConfiguration): string {
    const { functionName } = configuration;
    if (this.#functions.get(functionName)?.record !== undefined) {
      throw new Error(
        `Function ${functionName} can't be created: there is one of that name, made by CreateFunction; delete it first.`,
      );
    }
    return this.put(configuration, undefined).arn;
  }

  /**
   * Puts a function in place, or replaces the one of the same name, whose invocations under way finish as they were.
   * @param record what is kept of it; undefined for a function of a stack
   * @throws Error when Lambda would refuse the configuration
   */
  put(configuration: FunctionConfiguration, record: FunctionRecord | undefined): DeployedFunction {
    checkConfiguration(configuration);
    const { functionName, reservedConcurrency } = configuration;
    const resolved = { ...configuration, codeDirectory: resolve(configuration.codeDirectory) };
    if (!this.limits.reserve(functionName, reservedConcurrency)) {
      throw new Error(
        `Function ${functionName} can't be created: reservedConcurrency ${reservedConcurrency} would leave less than ` +
          `${this.limits.minimumUnreserved} of the account's ${this.limits.accountConcurrency} unreserved.`,
      );
    }
    this.#functions.get(functionName)?.pool.retire();
    const deployed: DeployedFunction = {
      arn: functionArn(this.host.account, functionName),
      configuration: resolved,
      lastModified: record === undefined ? new Date() : new Date(record.lastModified),
      revisionId: record?.revisionId ?? randomUUID(),
      ...(record === undefined ? {} : { record }),
      pool: new EnvironmentPool(resolved, this.host, this.#idle),
    };
    this.#functions.set(functionName, deployed);
    return deployed;
  }

  /** Takes a function away; its invocations under way finish. */
  remove(functionName: string): void {
    this.#functions.get(functionName)?.pool.retire();
    this.#functions.delete(functionName);
    this.limits.reserve(functionName, undefined);
    this.#rates?.forget(functionName);
  }

  has(functionName: string): boolean {
    return this.#functions.has(functionName);
  }

  /** All functions, by name. */
  list(): DeployedFunction[] {
    return [...this.#functions.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** Finds a function by name or ARN. Versions and aliases don't exist here: only `$LATEST` does. */
  find(reference: string): DeployedFunction | Refused {
    const region = /^arn:[^:]*:lambda:([^:]+):/.exec(reference)?.[1];
    if (region !== undefined && region !== this.host.account.region) {
      return refuseForeign(region, this.host.account.region);
    }
    const parsed = parseFunctionReference(reference, this.host.account);
    const found = parsed === undefined ? undefined : this.#functions.get(parsed.functionName);
    if (parsed === undefined || found === undefined) {
      return refuseUnknown(
        parsed === undefined ? reference : functionArn(this.host.account, parsed.functionName),
      );
    }
    const { qualifier = '$LATEST' } = parsed;
    return qualifier === '$LATEST' ? found : refuseUnknown(`${found.arn}:${qualifier}`);
  }

  async invoke(
    reference: string,
    payload: string,
    options: InvokeOptions = {},
  ): Promise<InvocationResult | Refused> {
    const found = this.find(reference);
    if ('outcome' in found) {
      return found;
    }
    const bytes = Buffer.byteLength(payload);
    if (bytes > MAX_PAYLOAD_BYTES) {
      return refuseTooLarge(bytes, 'RequestResponse', MAX_PAYLOAD_BYTES);
    }
    if (this.#closed) {
      return refuseClosed();
    }
    const { functionName } = found.configuration;
    const reserved = this.limits.reservedBy(functionName);
    const tooFast = this.#rates?.takeInvocation(functionName, reserved, this.limits.accountConcurrency);
    if (tooFast !== undefined) {
      return refuseThrottled(tooFast);
    }
    const full =
      reserved === undefined
        ? 'ConcurrentInvocationLimitExceeded'
        : 'ReservedFunctionConcurrentInvocationLimitExceeded';
    if (!this.limits.enter(functionName)) {
      return refuseThrottled(full);
    }
    try {
      if (!found.pool.warm && this.#rates?.takeEnvironment(functionName) === false) {
        return refuseThrottled(full);
      }
      return await found.pool.run({
        requestId: options.requestId ?? randomUUID(),
        functionArn: found.arn,
        payload,
        clientContext: options.clientContext,
        logTail: options.logTail,
      });
    } catch (error) {
      // The system can't start another process: too many, or the code's folder is gone.
      return refuseBroken(String(error));
    } finally {
      this.limits.leave(functionName);
    }
  }

  /** Ends all environments and refuses what comes after. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.list().map(({ pool }) => pool.close()));
  }
}
