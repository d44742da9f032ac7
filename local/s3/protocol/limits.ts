const MIB = 1024 ** 2;

/** Largest body of one PutObject, CopyObject or part: 5 GiB. */
export const MAXIMUM_BODY_BYTES = 5 * 1024 * MIB;

/** Smallest part but for the last one, and what a source must exceed for a ranged part copy: 5 MiB. */
export const MINIMUM_PART_BYTES = 5 * MIB;

/** Highest part number and most parts of an upload. */
export const MAXIMUM_PARTS = 10_000;

/** Most entries of a page of a listing, and how many there are where nothing is asked for. */
export const MAXIMUM_PAGE = 1000;
