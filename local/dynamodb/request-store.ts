import { Readable } from 'node:stream';
import type { Callback, Change, Item, Json, Level, Store, SubDatabase } from './engine.ts';

/** A view of the store for one request. */
export interface RequestStore {
  store: Store;
  /** The item that the request read last, as it was before a write. */
  lastItem(): Item | undefined;
}

/**
 * A view of dynalite's store for one request that mends what dynalite leaves open:
 * - An item and its index entries are written as one batch of LevelDB, so a killed process leaves no index entry that
 *   belongs to no item.
 * - Reads of ranges close their iterators, which otherwise stay open, with a snapshot of the data, until the end.
 * - A table is ACTIVE from its first write on.
 * - An error thrown in dynalite's callbacks ends the request, and its lock, not the process.
 */
export function createRequestStore(store: Store): RequestStore {
  const indexChanges: Change[] = [];
  let lastItem: Item | undefined;

  const viewIndex = (type: string, table: string, index: string): SubDatabase => {
    const prefix = `index-${type.toLowerCase()}~${table}~${index}~`;
    return {
      ...store.getIndexDb(type, table, index),
      createValueStream: (range) => streamValues(store, prefix, range),
      put: (key, value, callback) => {
        indexChanges.push({ type: 'put', key: prefix + key, value });
        callback(null);
      },
      del: (key, callback) => {
        indexChanges.push({ type: 'del', key: prefix + key });
        callback(null);
      },
    };
  };

  const viewItems = (table: string): SubDatabase => {
    const items = store.getItemDb(table);
    const prefix = `item-${table}~`;
    let fail: Callback | undefined;
    return {
      ...items,
      createValueStream: (range) => streamValues(store, prefix, range),
      lock: (key, locked) =>
        items.lock(key, (release) =>
          locked((callback) => {
            fail = release(callback);
            return fail;
          }),
        ),
      get: (key, callback) =>
        items.get(key, (error, value) => {
          lastItem = isItem(value) ? value : undefined;
          try {
            callback(error, value);
          } catch (thrown) {
            (fail ?? callback)(thrown);
          }
        }),
      put: (key, value, callback) =>
        store.db.batch([...indexChanges.splice(0), { type: 'put', key: prefix + key, value }], callback),
      del: (key, callback) =>
        store.db.batch([...indexChanges.splice(0), { type: 'del', key: prefix + key }], callback),
    };
  };

  return {
    store: { ...store, tableDb: viewTables(store), getItemDb: viewItems, getIndexDb: viewIndex },
    lastItem: () => lastItem,
  };
}

/** Table descriptions; of the two writes of a new one, the second (CREATING to ACTIVE, later) is left out. */
function viewTables(store: Store): Store['tableDb'] {
  const created = new Set<string>();
  return {
    ...store.tableDb,
    put: (key, table, callback) => {
      if (created.has(key)) {
        callback(null);
        return;
      }
      const isNew = isJson(table) && table.TableStatus === 'CREATING';
      if (isNew) {
        created.add(key);
      }
      store.tableDb.put(key, isNew ? activate(table) : table, callback);
    },
  };
}

function activate(table: Json): Json {
  const indexes = table.GlobalSecondaryIndexes;
  return {
    ...table,
    TableStatus: 'ACTIVE',
    ...(Array.isArray(indexes)
      ? { GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })) }
      : {}),
  };
}

/** The values of a range of keys below a prefix, in order. */
function streamValues(store: Store, prefix: string, range: Json): Readable {
  const bounded: Json = { ...range };
  for (const bound of ['gt', 'gte', 'lt', 'lte']) {
    if (typeof range[bound] === 'string') {
      bounded[bound] = prefix + range[bound];
    }
  }
  if (!('gt' in range) && !('gte' in range)) {
    bounded.gte = prefix;
  }
  if (!('lt' in range) && !('lte' in range)) {
    // Keys are hexadecimal digits, slashes and tildes, all below this.
    bounded.lt = `${prefix}\x7f`;
  }
  return Readable.from(readValues(store.db, bounded));
}

/** By the batch: value by value, classic-level 3 keeps about 2 KB per range that is read [measured]. */
async function* readValues(level: Level, range: Json): AsyncGenerator<unknown> {
  const iterator = level.values(range);
  try {
    for (let values = await iterator.nextv(100); values.length > 0; values = await iterator.nextv(100)) {
      yield* values;
    }
  } finally {
    await iterator.close();
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function isItem(value: unknown): value is Item {
  return isJson(value);
}
