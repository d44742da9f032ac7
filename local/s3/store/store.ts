import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { S3Error } from '../errors.ts';
import { Bucket } from './bucket.ts';
import { compareByteKeys } from './byte-order.ts';
import { IncomingDirectory } from './incoming-directory.ts';
import type { IncomingFile } from './incoming-file.ts';
import { loadBucket } from './load-bucket.ts';
import { SegmentFolders } from './segment-folders.ts';
import { Sequencer } from './sequencer.ts';

/**
 * All that the server keeps, under one folder. Changes become visible by one rename each, so a killed process leaves
 * nothing half-done, or what the next start finishes; only one process may use a folder at a time.
 */
export class Store {
  readonly sequencer = new Sequencer();
  readonly #bucketsDirectory: string;
  readonly #incoming: IncomingDirectory;
  readonly #folders: SegmentFolders;
  readonly #buckets = new Map<string, Bucket>();

  /** Opens the folder, makes it if there is none, and clears away what a crash left. */
  constructor(root: string) {
    this.#incoming = new IncomingDirectory(path.join(root, 'incoming'));
    this.#bucketsDirectory = path.join(root, 'buckets');
    this.#folders = new SegmentFolders(path.join(root, 'segments'), this.#incoming);
    mkdirSync(this.#bucketsDirectory, { recursive: true });
    const needed = new Map<string, ReadonlySet<string>>();
    for (const name of readdirSync(this.#bucketsDirectory)) {
      const directory = path.join(this.#bucketsDirectory, name);
      const loaded = loadBucket(directory, this.#incoming, this.#folders, needed);
      this.#buckets.set(name, new Bucket(directory, this.#incoming, this.#folders, loaded));
    }
    this.#folders.clear(needed);
  }

  /**
   * Finds a bucket.
   * @throws S3Error NoSuchBucket
   */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new S3Error('NoSuchBucket', { fields: { BucketName: name } });
    return bucket;
  }

  /** Buckets in the order of their names. */
  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => compareByteKeys(a.name, b.name));
  }

  /**
   * Makes a bucket.
   * @throws S3Error BucketAlreadyOwnedByYou
   */
  createBucket(name: string): Bucket {
    if (this.#buckets.has(name)) {
      throw new S3Error('BucketAlreadyOwnedByYou', { fields: { BucketName: name } });
    }
    const staging = this.#incoming.newPath();
    mkdirSync(path.join(staging, 'objects'), { recursive: true });
    mkdirSync(path.join(staging, 'uploads'));
    writeFileSync(path.join(staging, 'bucket.json'), JSON.stringify({ createdAt: Date.now() }));
    const directory = path.join(this.#bucketsDirectory, name);
    renameSync(staging, directory);
    const bucket = new Bucket(directory, this.#incoming, this.#folders);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /**
   * Deletes a bucket.
   * @throws S3Error NoSuchBucket, BucketNotEmpty
   */
  deleteBucket(name: string): void {
    this.bucket(name).delete();
    this.#buckets.delete(name);
  }

  /** Starts a file that nobody sees until it is renamed. */
  newFile(): IncomingFile {
    return this.#incoming.newFile();
  }

  /** A path among the unseen files that nothing has. */
  newPath(): string {
    return this.#incoming.newPath();
  }

  /** Waits for removals in the background. */
  async close(): Promise<void> {
    await this.#incoming.settle();
  }
}
