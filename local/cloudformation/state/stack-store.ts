import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { writeFileAtomically } from '../../write-file-atomically.ts';
import { parseTemplate, type Template } from '../template.ts';

const storedStack = z.strictObject({
  version: z.literal(1),
  stackName: z.string(),
  /** When it was deployed first among the stacks here: an exporting stack comes before those that import. */
  position: z.int(),
  template: z.string(),
  /** Names of the copies in the asset store, by object key. */
  assets: z.record(z.string(), z.string()),
});

/** A deployed stack as the state folder remembers it. */
export interface StoredStack {
  stackName: string;
  position: number;
  template: Template;
  assets: Record<string, string>;
}

/** Remembers deployed stacks, one file each. */
export class StackStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async save(stack: StoredStack): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const stored: z.input<typeof storedStack> = {
      version: 1,
      stackName: stack.stackName,
      position: stack.position,
      template: JSON.stringify(stack.template),
      assets: stack.assets,
    };
    await writeFileAtomically(join(this.#folder, `${stack.stackName}.json`), JSON.stringify(stored));
  }

  /** All stacks in the order of their first deployment. */
  async load(): Promise<StoredStack[]> {
    if (!existsSync(this.#folder)) return [];
    const files = (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    const stacks = await Promise.all(files.map((name) => this.#read(join(this.#folder, name))));
    return stacks.sort((a, b) => a.position - b.position);
  }

  async #read(file: string): Promise<StoredStack> {
    try {
      const { stackName, position, template, assets } = storedStack.parse(
        JSON.parse(await readFile(file, 'utf8')),
      );
      return { stackName, position, template: parseTemplate(template, file), assets };
    } catch (cause) {
      throw new FanfoldError(
        'LocalCloudFailed',
        `The state of a deployed stack, ${file}, can't be read; delete it and deploy the stack again.`,
        { cause },
      );
    }
  }
}
