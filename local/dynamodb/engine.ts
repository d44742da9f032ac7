import { createRequire } from 'node:module';

/** An attribute value in DynamoDB's JSON, such as `{ "S": "text" }`. */
export type AttributeValue = Record<string, unknown>;

/** An item or a key in DynamoDB's JSON. */
export type Item = Record<string, AttributeValue>;

/** A call's input or output in DynamoDB's JSON. */
export type Json = Record<string, unknown>;

/** Node's callback, as dynalite passes it about. */
export type Callback<Value = unknown> = (error: unknown, value?: Value) => void;

/** The operations of dynalite that are used: UpdateTable is not, since it ignores changes of indexes. */
export const ENGINE_OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
] as const;

/** Name of an operation that dynalite runs. */
export type EngineOperation = (typeof ENGINE_OPERATIONS)[number];

/** A change in one batch of LevelDB. */
export type Change = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/** A range of LevelDB's values. It holds a snapshot until it is closed. */
export interface LevelIterator extends AsyncIterable<unknown> {
  /** The next values, up to so many; none at the end. */
  nextv(count: number): Promise<unknown[]>;
  close(): Promise<void>;
}

/** LevelDB with JSON values. */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  del(key: string): Promise<void>;
  batch(changes: Change[], callback: Callback): void;
  values(range: Json): LevelIterator;
}

/** Part of the database whose keys share a prefix: one table's items, one index, or all table descriptions. */
export interface SubDatabase {
  get(key: string, callback: Callback): void;
  put(key: string, value: unknown, callback: Callback): void;
  del(key: string, callback: Callback): void;
  createValueStream(range: Json): NodeJS.ReadableStream;
  /** Runs `locked` when nobody else holds the key; `release` wraps the callback that ends the hold. */
  lock(key: string, locked: (release: (callback: Callback) => Callback) => void): void;
}

/** What dynalite's operations work on. */
export interface Store {
  db: Level;
  tableDb: SubDatabase & { awsAccountId: string; awsRegion: string };
  getItemDb(table: string): SubDatabase;
  getIndexDb(type: string, table: string, index: string): SubDatabase;
}

/** An operation's code: what its input may have, what else is checked, and the operation itself. */
export interface EngineCode {
  types: Json;
  custom: unknown;
  run(store: Store, input: Json, callback: Callback<Json>): void;
}

/** dynalite's parts below its HTTP server. */
export interface Engine {
  createStore(options: Json): Store;
  operations: Record<EngineOperation, EngineCode>;
  /** Drops what the types don't have. @throws ApiFailure */
  checkTypes(input: Json, types: Json): Json;
  /** @throws ApiFailure */
  checkValidations(input: Json, types: Json, custom: unknown, store: Store): void;
}

/** An error that dynalite means for the caller. */
export interface ApiFailure {
  statusCode: number;
  body: { __type: string; message?: string };
}

/** Whether an error is meant for the caller; anything else is a fault. */
export function isApiFailure(error: unknown): error is ApiFailure {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/**
 * Loads dynalite's operations and store. Its own HTTP server is not used: it throws, and so ends the process, when a
 * client breaks off a request, which killed environments do.
 */
export function loadEngine(): Engine {
  const require = createRequire(import.meta.url);
  const { create } = require('dynalite/db');
  const { checkTypes, checkValidations, toLowerFirst } = require('dynalite/validations');
  const load = (name: EngineOperation): EngineCode => {
    const { types, custom } = require(`dynalite/validations/${toLowerFirst(name)}`);
    return { types, custom, run: require(`dynalite/actions/${toLowerFirst(name)}`) };
  };
  return {
    createStore: create,
    checkTypes,
    checkValidations,
    operations: {
      BatchGetItem: load('BatchGetItem'),
      BatchWriteItem: load('BatchWriteItem'),
      CreateTable: load('CreateTable'),
      DeleteItem: load('DeleteItem'),
      DeleteTable: load('DeleteTable'),
      DescribeTable: load('DescribeTable'),
      GetItem: load('GetItem'),
      ListTables: load('ListTables'),
      ListTagsOfResource: load('ListTagsOfResource'),
      PutItem: load('PutItem'),
      Query: load('Query'),
      Scan: load('Scan'),
      TagResource: load('TagResource'),
      UntagResource: load('UntagResource'),
      UpdateItem: load('UpdateItem'),
    },
  };
}
