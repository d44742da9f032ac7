import { DuckDBInstance } from '@duckdb/node-api';
import { readInput } from './rival-input.ts';

/**
 * Concatenates files of lines with DuckDB: its nearest way to the same bytes is to read each line as one column of CSV
 * that is never split, quoted or parsed further, and to write it back in order.
 */
const { inputs, output } = readInput();
const instance = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'true' });
const connection = await instance.connect();
const files = inputs.map((input) => quote(input)).join(', ');
/** A character that no row holds. */
const delimiter = quote(String.fromCharCode(1));
const source = `read_csv([${files}], auto_detect = false, header = false, delim = ${delimiter}, quote = '', escape = '', columns = {'line': 'VARCHAR'})`;
const target = `${quote(output)} (FORMAT csv, HEADER false, DELIMITER ${delimiter}, QUOTE '', ESCAPE '')`;
await connection.run(`COPY (SELECT line FROM ${source}) TO ${target}`);
connection.closeSync();
instance.closeSync();

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
