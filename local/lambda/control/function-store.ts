import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../write-file-atomically.ts';
import { type FunctionRecord, functionRecord } from './function-record.ts';

/** Keeps the functions that were created by the API from one start to the next. */
export class FunctionStore {
  readonly #folder: string;

  /** @param root folder of the local Lambda's state */
  constructor(root: string) {
    this.#folder = join(root, 'functions');
  }

  /** @throws Error for a file that is no record of a function */
  async load(): Promise<FunctionRecord[]> {
    await mkdir(this.#folder, { recursive: true });
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    return await Promise.all(
      names.sort().map(async (name) => {
        const parsed = functionRecord.safeParse(JSON.parse(await readFile(join(this.#folder, name), 'utf8')));
        if (parsed.success) return parsed.data;
        const file = join(this.#folder, name);
        throw new Error(`${file} is no record of a function: ${describeIssues(parsed.error)}`, {
          cause: parsed.error,
        });
      }),
    );
  }

  async save(record: FunctionRecord): Promise<void> {
    await writeFileAtomically(this.#path(record.functionName), JSON.stringify(record, undefined, 2));
  }

  async remove(functionName: string): Promise<void> {
    await rm(this.#path(functionName), { force: true });
  }

  /** Lambda's names are letters, digits, hyphens and underscores: each is a file name. */
  #path(functionName: string): string {
    return join(this.#folder, `${functionName}.json`);
  }
}

function describeIssues({ issues }: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
}
