import {
  type Dirent,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { ChecksumAlgorithm, ChecksumType } from '../checksums/algorithms.ts';
import { S3Error } from '../errors.ts';
import { compareByteKeys } from './byte-order.ts';
import { readLinkedSegments } from './link-segments.ts';
import { type PartDescription, parsePartFile, partFileName, type StoredPart } from './part-file.ts';
import type { Segment } from './segments.ts';

const DESCRIPTION = 'upload.json';

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
    const parts = readdirSync(directory, { withFileTypes: true })
      .filter(({ name }) => name !== DESCRIPTION)
      .map(loadPart);
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
   * Takes a finished file, or a folder of links, in as a part; one of the same number is replaced.
   * @param linked the segments in the folder, if it is one
   * @throws S3Error OperationAborted
   */
  addPart(file: string, part: PartDescription, linked?: readonly Segment[]): StoredPart {
    this.assertOpen();
    const target = path.join(this.directory, partFileName(part));
    renameSync(file, target);
    const segments =
      linked === undefined
        ? [{ path: target, first: 0, length: part.size }]
        : linked.map((segment) => ({ ...segment, path: path.join(target, path.basename(segment.path)) }));
    return this.#keep({ ...part, path: target, segments });
  }

  /**
   * Refuses while the upload is being completed: its parts are then the object's.
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
    if (other !== undefined) rmSync(other.path, { recursive: true, force: true });
    this.#parts.set(part.partNumber, part);
    return part;
  }
}

function loadPart(entry: Dirent): StoredPart {
  const file = path.join(entry.parentPath, entry.name);
  const part = parsePartFile(entry.parentPath, entry.name);
  const segments = entry.isDirectory()
    ? readLinkedSegments(file)
    : [{ path: file, first: 0, length: part.size }];
  return { ...part, path: file, segments };
}
