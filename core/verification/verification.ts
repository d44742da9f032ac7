/** Where a data set lies, and how its parts are called in what is said of them. */
export interface DatasetPlace {
  /** How a person finds an object of that address: a path, or the address. */
  show(uri: string): string;
  /** The bytes of an object, from an offset (default 0) to its end; undefined if it isn't there. */
  open(uri: string, start?: number): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** What an object was found to be. */
export interface VerifiedObject {
  uri: string;
  bytes: number;
  crc64nvme: string;
  /** Hex SHA-256 of the bytes as they lie there. */
  sha256: string;
  /** Null for an object that can't be read as what it should be. */
  rows: number | null;
}

/** What comparing a data set with its manifest gave. It holds if there is no difference. */
export interface Verification {
  /** Whole sentences without their full stops: what, found, expected. */
  differences: string[];
  /** What was not compared, and why, in the same manner. */
  notes: string[];
  /** Those that are there, in order of the manifest. */
  objects: VerifiedObject[];
  /** Rows of all objects; null if those of any weren't counted. */
  rows: number | null;
}
