import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionRecord } from './function-record.ts';
import { unpackZip } from './unpack-zip.ts';

/** Code of a function, as its record names it. */
export type Code = FunctionRecord['code'];

/** Size and digest of an archive, as Lambda states them. */
export function describeCode(archive: Buffer): Code {
  return { sha256: createHash('sha256').update(archive).digest('base64'), size: archive.length };
}

/** Path of archives on the server. Whoever has an archive's digest may have it, as with a presigned address of S3. */
const LOCATION = '/code/';

/** Unpacked code, in a folder for each archive: `code/<digest>/`, the archive beside it as `.zip`. */
export class CodeStore {
  readonly #root: string;

  /** @param root folder of the local Lambda's state */
  constructor(root: string) {
    this.#root = join(root, 'code');
  }

  /** Folder of an archive's files. */
  folder(code: Code): string {
    return join(this.#root, digestName(code));
  }

  /** Where the archive is on the local Lambda's own server, as GetFunction's Location. */
  location(code: Code, baseUrl: string): string {
    return `${baseUrl}${LOCATION}${digestName(code)}.zip`;
  }

  /** The archive at the path of a location; undefined for any other path, and when there is none. */
  async findArchive(path: string): Promise<Buffer | undefined> {
    const [, digest] =
      /^([0-9a-f]{64})\.zip$/.exec(path.startsWith(LOCATION) ? path.slice(LOCATION.length) : '') ?? [];
    if (digest === undefined) return undefined;
    return await readFile(join(this.#root, `${digest}.zip`)).catch(() => undefined);
  }

  /** The archive itself. */
  archive(code: Code): string {
    return `${this.folder(code)}.zip`;
  }

  /**
   * Unpacks an archive, unless it is here already.
   * @throws ApiError `InvalidParameterValueException` for what is no zip archive or is too large
   */
  async add(archive: Buffer): Promise<Code> {
    const code = describeCode(archive);
    const folder = this.folder(code);
    if (await exists(folder)) return code;
    await mkdir(this.#root, { recursive: true });
    const draft = join(this.#root, `draft-${randomUUID()}`);
    try {
      await unpackZip(archive, draft);
      await writeFile(this.archive(code), archive);
      await rename(draft, folder);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    return code;
  }

  /** Removes all other code, and what a killed process left half unpacked. For a start only, when no environment runs. */
  async keepOnly(codes: readonly Code[]): Promise<void> {
    const kept = new Set(codes.flatMap((code) => [digestName(code), `${digestName(code)}.zip`]));
    await mkdir(this.#root, { recursive: true });
    for (const name of await readdir(this.#root)) {
      if (!kept.has(name)) await rm(join(this.#root, name), { recursive: true, force: true });
    }
  }
}

function digestName({ sha256 }: Code): string {
  return Buffer.from(sha256, 'base64').toString('hex');
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
