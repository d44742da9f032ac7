import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { FunctionConfiguration, LambdaInvocation, LambdaInvoker } from '../ports.ts';
import { ConcurrencyLimits } from './concurrency.ts';
import { checkConfiguration } from './configuration.ts';
import type { EnvironmentHost } from './environment.ts';
import { IdleEnvironments } from './idle-environments.ts';
import type { InvocationResult } from './invocation.ts';
import { functionArn, parseFunctionReference } from './names.ts';
import { refuseBroken, refuseClosed, refuseThrottled, refuseTooLarge, refuseUnknown } from './outcomes.ts';
import { EnvironmentPool } from './pool.ts';

/** Lambda's limit of a synchronous invocation's payload, in bytes. */
const MAX_PAYLOAD_BYTES = 6_291_456;

/** A function that exists. */
export interface DeployedFunction {
  arn: string;
  configuration: FunctionConfiguration;
  lastModified: Date;
  revisionId: string;
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
  #closed = false;

  constructor(host: EnvironmentHost, accountConcurrency: number, idleSeconds: number) {
    this.limits = new ConcurrencyLimits(accountConcurrency);
    this.host = host;
    this.#idle = new IdleEnvironments(idleSeconds);
  }

  /**
   * Creates a function or replaces the one of the same name, whose invocations under way finish as they were.
   * @returns its ARN
   * @throws Error when Lambda would refuse the configuration
   */
  createFunction(configuration: FunctionConfiguration): string {
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
      lastModified: new Date(),
      revisionId: randomUUID(),
      pool: new EnvironmentPool(resolved, this.host, this.#idle),
    };
    this.#functions.set(functionName, deployed);
    return deployed.arn;
  }

  /** All functions, by name. */
  list(): DeployedFunction[] {
    return [...this.#functions.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** Finds a function by name or ARN. Versions and aliases don't exist here: only `$LATEST` does. */
  find(reference: string): DeployedFunction | Refused {
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
    if (!this.limits.enter(functionName)) {
      return refuseThrottled();
    }
    try {
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
