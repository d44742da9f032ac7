import type { Json, Level } from './engine.ts';
import { refuse } from './operations.ts';

/** Runs another operation of the same database. */
export type Run = (
  name: 'DescribeTable' | 'Scan' | 'DeleteItem' | 'ListTables',
  input: Json,
) => Promise<Json>;

/** DynamoDB takes a time more than five years past for a mistake and leaves the item. */
const MAX_AGE_SECONDS = 5 * 365 * 86_400;

/** Time to live, which dynalite has not: its settings, kept beside the tables, and the deletion of what has expired. */
export class TimeToLive {
  readonly #level: Level;
  readonly #run: Run;

  constructor(level: Level, run: Run) {
    this.#level = level;
    this.#run = run;
  }

  /** UpdateTimeToLive. */
  async update(input: Json): Promise<Json> {
    const { TableName: table, TimeToLiveSpecification: specification } = input;
    await this.#run('DescribeTable', { TableName: table });
    if (!isSpecification(specification)) {
      throw refuse('TimeToLiveSpecification must have AttributeName, a text, and Enabled, true or false.');
    }
    const { AttributeName, Enabled } = specification;
    const current = await this.#attributeOf(String(table));
    if (Enabled === (current !== undefined)) {
      throw refuse(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    }
    if (Enabled) {
      await this.#level.put(key(String(table)), AttributeName);
    } else {
      await this.#level.del(key(String(table)));
    }
    return { TimeToLiveSpecification: specification };
  }

  /** DescribeTimeToLive. */
  async describe(input: Json): Promise<Json> {
    await this.#run('DescribeTable', { TableName: input.TableName });
    const attribute = await this.#attributeOf(String(input.TableName));
    return {
      TimeToLiveDescription:
        attribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
    };
  }

  /** Forgets the setting of a table that is deleted. */
  async forget(table: string): Promise<void> {
    await this.#level.del(key(table));
  }

  /** Deletes the items of all tables whose time has come. DynamoDB does so within a few days. */
  async sweep(nowSeconds: number): Promise<void> {
    for (let after: unknown, more = true; more; ) {
      const page = await this.#run(
        'ListTables',
        after === undefined ? {} : { ExclusiveStartTableName: after },
      );
      for (const table of texts(page.TableNames)) {
        const attribute = await this.#attributeOf(table);
        if (attribute !== undefined) {
          await this.#sweepTable(table, attribute, nowSeconds);
        }
      }
      after = page.LastEvaluatedTableName;
      more = after !== undefined;
    }
  }

  async #sweepTable(table: string, attribute: string, nowSeconds: number): Promise<void> {
    const expired = {
      ExpressionAttributeNames: { '#time': attribute },
      ExpressionAttributeValues: {
        ':now': { N: String(nowSeconds) },
        ':oldest': { N: String(nowSeconds - MAX_AGE_SECONDS) },
      },
    };
    const condition = '#time BETWEEN :oldest AND :now';
    const keyNames = await this.#keyNamesOf(table);
    for (let start: unknown, more = true; more; ) {
      const page = await this.#run('Scan', {
        TableName: table,
        FilterExpression: condition,
        ...expired,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      });
      for (const item of records(page.Items)) {
        const Key = Object.fromEntries(keyNames.map((name) => [name, item[name]]));
        // Whoever has renewed the item meanwhile keeps it.
        await this.#run('DeleteItem', {
          TableName: table,
          Key,
          ConditionExpression: condition,
          ...expired,
        }).catch(() => undefined);
      }
      start = page.LastEvaluatedKey;
      more = start !== undefined;
    }
  }

  async #keyNamesOf(table: string): Promise<string[]> {
    const { Table } = await this.#run('DescribeTable', { TableName: table });
    const schema = typeof Table === 'object' && Table !== null && 'KeySchema' in Table ? Table.KeySchema : [];
    return records(schema).map((element) => String(element.AttributeName));
  }

  async #attributeOf(table: string): Promise<string | undefined> {
    const attribute = await this.#level.get(key(table));
    return typeof attribute === 'string' ? attribute : undefined;
  }
}

function key(table: string): string {
  return `time-to-live~${table}`;
}

function isSpecification(value: unknown): value is { AttributeName: string; Enabled: boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'AttributeName' in value &&
    typeof value.AttributeName === 'string' &&
    'Enabled' in value &&
    typeof value.Enabled === 'boolean'
  );
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((record) => typeof record === 'object' && record !== null) : [];
}
