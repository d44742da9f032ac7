import { hash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { S3Error } from '../errors.ts';
import { assertWriteAllowed, type WriteConditions } from '../protocol/write-conditions.ts';
import type { IncomingDirectory } from './incoming-directory.ts';
import { KeyIndex } from './key-index.ts';
import { type ObjectMetadata, readFooter } from './object-file.ts';
import { Upload, type UploadDescription } from './upload.ts';

/** What listings and conditional writes need of an object. */
export type ObjectEntry = Pick<ObjectMetadata, 'size' | 'etag' | 'lastModified'> & {
  checksum: Pick<ObjectMetadata['checksum'], 'algorithm' | 'type'>;
};

/** An object's open file. Whoever has it must close it; it stays whole even if the object is replaced or deleted. */
export interface OpenObject {
  descriptor: number;
  metadata: ObjectMetadata;
}

/** A bucket: a folder with `objects/` (one file each) and `uploads/` (one folder each). */
export class Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly objects = new KeyIndex<ObjectEntry>();
  readonly uploads = new Map<string, Upload>();
  readonly directory: string;
  readonly #incoming: IncomingDirectory;
  #deleted = false;

  constructor(directory: string, incoming: IncomingDirectory) {
    this.directory = directory;
    this.name = path.basename(directory);
    this.#incoming = incoming;
    const { createdAt }: { createdAt: number } = JSON.parse(
      readFileSync(path.join(directory, 'bucket.json'), 'utf8'),
    );
    this.createdAt = createdAt;
    this.#load();
  }

  /**
   * Opens an object's file.
   * @throws S3Error NoSuchKey
   */
  openObject(key: string): OpenObject {
    if (this.objects.get(key) === undefined) throw new S3Error('NoSuchKey', { fields: { Key: key } });
    const descriptor = openSync(this.objectPath(key), 'r');
    try {
      return { descriptor, metadata: readFooter(descriptor) };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /**
   * Makes a finished file the object of its key, in one step with the check of the conditions: nothing else runs between.
   * @throws S3Error PreconditionFailed, NoSuchKey, or NoSuchBucket when the bucket was deleted meanwhile
   */
  commitObject(file: string, metadata: ObjectMetadata, conditions: WriteConditions): void {
    if (this.#deleted) throw new S3Error('NoSuchBucket', { fields: { BucketName: this.name } });
    assertWriteAllowed(metadata.key, this.objects.get(metadata.key), conditions);
    renameSync(file, this.objectPath(metadata.key));
    this.objects.set(metadata.key, entryOf(metadata));
  }

  /** Deletes an object; there may be none. */
  deleteObject(key: string): void {
    if (this.objects.get(key) === undefined) return;
    unlinkSync(this.objectPath(key));
    this.objects.delete(key);
  }

  /** Opens a multipart upload under a new id. */
  createUpload(description: Omit<UploadDescription, 'uploadId'>): Upload {
    const uploadId = randomBytes(24).toString('hex');
    const upload = Upload.create(this.#incoming.newPath(), path.join(this.directory, 'uploads', uploadId), {
      ...description,
      uploadId,
    });
    this.uploads.set(uploadId, upload);
    return upload;
  }

  /**
   * Finds an upload by its id and key.
   * @throws S3Error NoSuchUpload
   */
  upload(uploadId: string, key: string): Upload {
    const upload = this.uploads.get(uploadId);
    if (upload?.description.key === key) return upload;
    throw new S3Error('NoSuchUpload', { fields: { UploadId: uploadId } });
  }

  /** Forgets an upload and removes its parts. */
  removeUpload(upload: Upload): void {
    this.uploads.delete(upload.description.uploadId);
    this.#incoming.removeSoon(upload.directory);
  }

  /**
   * Deletes the bucket with its unfinished uploads.
   * @throws S3Error BucketNotEmpty
   */
  delete(): void {
    if (this.objects.size > 0) throw new S3Error('BucketNotEmpty', { fields: { BucketName: this.name } });
    this.#deleted = true;
    this.#incoming.removeSoon(this.directory);
  }

  /** Where an object's file is: any key has a name of its own that every file system takes. */
  objectPath(key: string): string {
    return path.join(this.directory, 'objects', hash('sha256', key));
  }

  #load(): void {
    const directory = path.join(this.directory, 'objects');
    const completed = new Set<string>();
    for (const name of readdirSync(directory)) {
      const descriptor = openSync(path.join(directory, name), 'r');
      try {
        const metadata = readFooter(descriptor);
        this.objects.set(metadata.key, entryOf(metadata));
        if (metadata.uploadId !== undefined) completed.add(metadata.uploadId);
      } finally {
        closeSync(descriptor);
      }
    }
    for (const name of readdirSync(path.join(this.directory, 'uploads'))) {
      const uploadDirectory = path.join(this.directory, 'uploads', name);
      if (completed.has(name)) this.#incoming.removeSoon(uploadDirectory);
      else this.uploads.set(name, Upload.load(uploadDirectory));
    }
  }
}

function entryOf({ size, etag, lastModified, checksum }: ObjectMetadata): ObjectEntry {
  return { size, etag, lastModified, checksum: { algorithm: checksum.algorithm, type: checksum.type } };
}
