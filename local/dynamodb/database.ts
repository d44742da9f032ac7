import { mkdir } from 'node:fs/promises';
import type { LocalAccount } from '../ports.ts';
import {
  ENGINE_OPERATIONS,
  type Engine,
  type EngineOperation,
  type Json,
  loadEngine,
  type Store,
} from './engine.ts';
import { DynamoDbError, isEngineOperation, runOperation } from './operations.ts';
import { TimeToLive } from './time-to-live.ts';

const SWEEP_INTERVAL_MS = 3_600_000;

/** DynamoDB's operations on tables in a folder, without a protocol. */
export class Database {
  readonly #engine: Engine;
  readonly #store: Store;
  readonly #timeToLive: TimeToLive;
  readonly #timer: NodeJS.Timeout;

  private constructor(engine: Engine, store: Store) {
    this.#engine = engine;
    this.#store = store;
    this.#timeToLive = new TimeToLive(store.db, (name, input) => this.#runEngine(name, input));
    this.#timer = setInterval(() => void this.sweep(), SWEEP_INTERVAL_MS).unref();
  }

  /**
   * Opens the tables of a folder, or an empty folder.
   * @throws Error when another process has them open
   */
  static async open(folder: string, account: LocalAccount): Promise<Database> {
    await mkdir(folder, { recursive: true });
    const engine = loadEngine();
    const store = engine.createStore({ path: folder, createTableMs: 0, deleteTableMs: 0 });
    try {
      await store.db.open();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new Error(`DynamoDB's tables in ${folder} can't be opened: ${String(cause)}`, { cause });
    }
    store.tableDb.awsAccountId = account.accountId;
    store.tableDb.awsRegion = account.region;
    const database = new Database(engine, store);
    await database.#finishDeletions();
    void database.sweep();
    return database;
  }

  /**
   * Runs an operation by its name in the API.
   * @throws ApiFailure for the caller, any other Error for a fault
   */
  async run(name: string, input: Json): Promise<Json> {
    if (name === 'UpdateTimeToLive') {
      return this.#timeToLive.update(input);
    }
    if (name === 'DescribeTimeToLive') {
      return this.#timeToLive.describe(input);
    }
    if (!isEngineOperation(name)) {
      const supported = [...ENGINE_OPERATIONS, 'UpdateTimeToLive', 'DescribeTimeToLive'].sort().join(', ');
      throw new DynamoDbError(
        'com.amazon.coral.service#UnknownOperationException',
        `${name} is not an operation of the local DynamoDB, which has ${supported}.`,
      );
    }
    const output = await this.#runEngine(name, input);
    if (name === 'DeleteTable') {
      await this.#timeToLive.forget(String(input.TableName));
    }
    return output;
  }

  /** Deletes what has expired by time to live. */
  async sweep(): Promise<void> {
    try {
      await this.#timeToLive.sweep(Math.floor(Date.now() / 1000));
    } catch {
      // The next sweep tries again: nothing depends on when an expired item goes.
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#store.db.close();
  }

  #runEngine(name: EngineOperation, input: Json): Promise<Json> {
    return runOperation(this.#engine, this.#store, name, input);
  }

  /** Deletes again the tables whose deletion a killed process left half-way. */
  async #finishDeletions(): Promise<void> {
    for await (const table of this.#store.db.values({ gte: 'table~', lt: 'table~\x7f' })) {
      if (typeof table === 'object' && table !== null && 'TableStatus' in table && 'TableName' in table) {
        if (table.TableStatus === 'DELETING') {
          await this.run('DeleteTable', { TableName: table.TableName });
        }
      }
    }
  }
}
