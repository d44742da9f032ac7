import { rm } from 'node:fs/promises';
import { MAX_RESULT_FILE_BYTES } from '../limits.ts';
import { AppendFile } from '../store/append-file.ts';

/** A results file on disk, ready to be uploaded. */
export interface ResultFile {
  path: string;
  /** Such as `SUCCEEDED_0.json`. */
  name: string;
  bytes: number;
}

/**
 * Writes one kind of results into files, one record after the other, and begins the next file at 5 GB. JSON files are
 * one array, JSONL files one record per line.
 */
export class ResultFiles {
  readonly #folder: string;
  readonly #kind: 'SUCCEEDED' | 'FAILED' | 'PENDING';
  readonly #outputType: 'JSON' | 'JSONL';
  readonly #done: ResultFile[] = [];
  #file: AppendFile | undefined;

  constructor(folder: string, kind: 'SUCCEEDED' | 'FAILED' | 'PENDING', outputType: 'JSON' | 'JSONL') {
    this.#folder = folder;
    this.#kind = kind;
    this.#outputType = outputType;
  }

  async add(text: string): Promise<void> {
    if (this.#file !== undefined && this.#file.size + text.length > MAX_RESULT_FILE_BYTES)
      await this.#endFile();
    const first = this.#file === undefined;
    this.#file ??= await AppendFile.open(this.#path());
    if (this.#outputType === 'JSONL') this.#file.append(text);
    else this.#file.write(`${first ? '[' : ','}${text}`);
    await this.#file.pressure();
  }

  /** All files of this kind; none when nothing was added. */
  async end(): Promise<readonly ResultFile[]> {
    if (this.#file !== undefined) await this.#endFile();
    return this.#done;
  }

  /** Removes the files from disk. */
  async remove(): Promise<void> {
    await this.#file?.close();
    for (const { path } of this.#done) await rm(path, { force: true });
  }

  async #endFile(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    if (this.#outputType === 'JSON') file.write(']');
    await file.close();
    this.#done.push({ path: file.path, name: this.#name(), bytes: file.size });
    this.#file = undefined;
  }

  #name(): string {
    const extension = this.#outputType === 'JSONL' ? 'jsonl' : 'json';
    return `${this.#kind}_${this.#done.length}.${extension}`;
  }

  #path(): string {
    return `${this.#folder}/${this.#name()}`;
  }
}
