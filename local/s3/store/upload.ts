import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ChecksumAlgorithm, ChecksumType } from '../checksums/algorithms.ts';
import { S3Error } from '../errors.ts';
import { compareByteKeys } from './byte-order.ts';
import { type PartDescription, parsePartFile, partFileName, type StoredPart } from './part-file.ts';

const DESCRIPTION = 'upload.json';
/** Errors of file systems that can't link. */
const NO_LINK = new Set(['EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENOSYS']);

/** What CreateMultipartUpload settles. */
export interface UploadDescription {
  uploadId: string;
  key: string;
  /** Milliseconds since the epoch, in whole seconds. */
  initiated: number;
  systemHeaders: Record<string, string>;
  userMetadata: Record<string, string>;
  checksum: {
    algorithm: ChecksumAlgorithm;
    type: ChecksumType;
    /** Whether the client chose it. If not, S3 takes CRC64NVME, and a part may come with another one. */
    chosen: boolean;
  };
}

/** A multipart upload in progress: a folder with its description and its parts. */
export class Upload {
  readonly description: UploadDescription;
  readonly directory: string;
  readonly #parts = new Map<number, StoredPart>();
  #completing = false;

  constructor(directory: string, description: UploadDescription) {
    this.directory = directory;
    this.description = description;
  }

  /**
   * Makes an upload's folder.
   * @param staging path of a folder among the incoming files, which becomes the upload's in one step
   */
  static create(staging: string, directory: string, description: UploadDescription): Upload {
    mkdirSync(staging);
    writeFileSync(path.join(staging, DESCRIPTION), JSON.stringify(description));
    renameSync(staging, directory);
    return new Upload(directory, description);
  }

  /** Finds an upload again after a restart. */
  static load(directory: string): Upload {
    const upload = new Upload(directory, JSON.parse(readFileSync(path.join(directory, DESCRIPTION), 'utf8')));
    const parts = readdirSync(directory)
      .filter((name) => name !== DESCRIPTION)
      .map((name) => parsePartFile(directory, name));
    // A crash may have left a part beside the one that replaced it: the later one counts.
    parts.sort((a, b) => compareByteKeys(a.sequencer, b.sequencer));
    for (const part of parts) upload.#keep(part);
    return upload;
  }

  /** Parts in the order of their numbers. */
  parts(): StoredPart[] {
    return [...this.#parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }

  part(partNumber: number): StoredPart | undefined {
    return this.#parts.get(partNumber);
  }

  /**
   * Takes a finished file in as a part; one of the same number is replaced.
   * @throws S3Error OperationAborted
   */
  addPart(file: string, part: PartDescription): StoredPart {
    this.assertOpen();
    const target = path.join(this.directory, partFileName(part));
    renameSync(file, target);
    return this.#keep({ ...part, path: target });
  }

  /**
   * Takes an object's file in as a part, without copying a byte.
   * @returns undefined where the file system can't give a file another name: it has no links, or the file has too many
   * @throws S3Error OperationAborted
   */
  linkPart(objectFile: string, part: PartDescription): StoredPart | undefined {
    this.assertOpen();
    const target = path.join(this.directory, partFileName(part));
    try {
      linkSync(objectFile, target);
    } catch (error) {
      if (error instanceof Error && 'code' in error && NO_LINK.has(String(error.code))) return undefined;
      throw error;
    }
    return this.#keep({ ...part, path: target });
  }

  /**
   * Refuses while the upload is being completed: its first part's file is then in use.
   * @throws S3Error OperationAborted
   */
  assertOpen(): void {
    if (!this.#completing) return;
    throw new S3Error('OperationAborted', { message: 'The multipart upload is being completed.' });
  }

  /** Runs `complete` while nothing else may change the upload. */
  async whileCompleting<Result>(complete: () => Promise<Result>): Promise<Result> {
    this.assertOpen();
    this.#completing = true;
    try {
      return await complete();
    } finally {
      this.#completing = false;
    }
  }

  #keep(part: StoredPart): StoredPart {
    const other = this.#parts.get(part.partNumber);
    if (other !== undefined) rmSync(other.path, { force: true });
    this.#parts.set(part.partNumber, part);
    return part;
  }
}
