import { hash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { S3Error } from '../errors.ts';
import { assertWriteAllowed, type WriteConditions } from '../protocol/write-conditions.ts';
import type { IncomingDirectory } from './incoming-directory.ts';
import { KeyIndex } from './key-index.ts';
import type { LoadedBucket } from './load-bucket.ts';
import { ObjectBody } from './object-body.ts';
import { type ObjectMetadata, readFooter } from './object-file.ts';
import type { SegmentFolders } from './segment-folders.ts';
import { readSegmentTable, topNames } from './segment-table.ts';
import type { Segment } from './segments.ts';
import { Upload, type UploadDescription } from './upload.ts';

/** What listings and conditional writes need of an object. */
export type ObjectEntry = Pick<ObjectMetadata, 'size' | 'etag' | 'lastModified'> & {
  /** Name of the folder with its segments, if the body is in such. */
  segments: string | undefined;
  checksum: Pick<ObjectMetadata['checksum'], 'algorithm' | 'type'>;
};

/** An object to read. Whoever has it must close the body. */
export interface OpenObject {
  body: ObjectBody;
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
  readonly #folders: SegmentFolders;
  #deleted = false;

  /** @param loaded what its folder holds already */
  constructor(
    directory: string,
    incoming: IncomingDirectory,
    folders: SegmentFolders,
    loaded: LoadedBucket = { objects: [], uploads: [] },
  ) {
    this.directory = directory;
    this.name = path.basename(directory);
    this.#incoming = incoming;
    this.#folders = folders;
    const { createdAt }: { createdAt: number } = JSON.parse(
      readFileSync(path.join(directory, 'bucket.json'), 'utf8'),
    );
    this.createdAt = createdAt;
    for (const metadata of loaded.objects) this.objects.set(metadata.key, entryOf(metadata));
    for (const upload of loaded.uploads) this.uploads.set(upload.description.uploadId, upload);
  }

  /**
   * Opens an object.
   * @throws S3Error NoSuchKey
   */
  openObject(key: string): OpenObject {
    if (this.objects.get(key) === undefined) throw new S3Error('NoSuchKey', { fields: { Key: key } });
    const file = this.#objectPath(key);
    const descriptor = openSync(file, 'r');
    let reading = false;
    try {
      const { metadata, contentBytes } = readFooter(descriptor);
      if (metadata.segments === undefined) {
        reading = true;
        const whole = { path: file, first: 0, length: metadata.size };
        return { metadata, body: new ObjectBody([whole], () => undefined, descriptor) };
      }
      const segments = readSegmentTable(descriptor, contentBytes, this.#folders.pathOf(metadata.segments));
      return { metadata, body: new ObjectBody(segments, this.#folders.hold(metadata.segments)) };
    } finally {
      if (!reading) closeSync(descriptor);
    }
  }

  /**
   * Makes a finished file the object of its key, in one step with the check of the conditions: nothing else runs between.
   * @throws S3Error PreconditionFailed, NoSuchKey, or NoSuchBucket when the bucket was deleted meanwhile
   */
  commitObject(file: string, metadata: ObjectMetadata, conditions: WriteConditions): void {
    if (this.#deleted) throw new S3Error('NoSuchBucket', { fields: { BucketName: this.name } });
    const before = this.objects.get(metadata.key);
    assertWriteAllowed(metadata.key, before, conditions);
    renameSync(file, this.#objectPath(metadata.key));
    this.objects.set(metadata.key, entryOf(metadata));
    if (before?.segments !== undefined) this.#folders.remove(before.segments);
  }

  /**
   * Makes an upload the object of its key: the file appears, then the upload's folder becomes the object's. A crash before
   * the second step is made good at the next start.
   * @param file with the table of the segments
   * @param segments of the listed parts; the other parts are dropped
   * @throws S3Error like {@link commitObject}; the upload then is as it was
   */
  commitUpload(
    upload: Upload,
    file: string,
    metadata: ObjectMetadata,
    segments: readonly Segment[],
    conditions: WriteConditions,
  ): void {
    const { uploadId } = upload.description;
    this.commitObject(file, metadata, conditions);
    this.#folders.adopt(upload.directory, uploadId);
    this.uploads.delete(uploadId);
    this.#folders.trim(uploadId, topNames(upload.directory, segments));
  }

  /**
   * Makes a folder of linked segments and a file with their table the object of its key.
   * @throws S3Error like {@link commitObject}; the folder then is gone
   */
  commitLinked(
    folder: string,
    file: string,
    metadata: ObjectMetadata & { segments: string },
    conditions: WriteConditions,
  ): void {
    // Before the object: a folder that no object needs is removed after a crash, one that is missing would be missed.
    this.#folders.adopt(folder, metadata.segments);
    try {
      this.commitObject(file, metadata, conditions);
    } catch (error) {
      this.#folders.remove(metadata.segments);
      throw error;
    }
  }

  /** Deletes an object; there may be none. */
  deleteObject(key: string): void {
    const entry = this.objects.get(key);
    if (entry === undefined) return;
    unlinkSync(this.#objectPath(key));
    this.objects.delete(key);
    if (entry.segments !== undefined) this.#folders.remove(entry.segments);
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
  #objectPath(key: string): string {
    return path.join(this.directory, 'objects', hash('sha256', key));
  }
}

function entryOf({ size, etag, lastModified, segments, checksum }: ObjectMetadata): ObjectEntry {
  const { algorithm, type } = checksum;
  return { size, etag, lastModified, segments, checksum: { algorithm, type } };
}
