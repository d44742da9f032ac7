/** Largest input, output or payload, in UTF-8 bytes. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Largest state machine definition, in characters. */
export const MAX_DEFINITION_LENGTH = 1_048_576;
/** Largest API request, in bytes (1 MB of definition or input, JSON-escaped twice at worst). */
export const MAX_REQUEST_BYTES = 4 * 1_048_576;
/** Events that the history of one STANDARD execution holds. */
export const MAX_HISTORY_EVENTS = 25_000;
/** Children of a Map Run that run at once when MaxConcurrency is absent or 0. */
export const MAX_MAP_RUN_CONCURRENCY = 10_000;
/** Iterations of an INLINE Map that run at once when MaxConcurrency is absent or 0. */
export const MAX_INLINE_CONCURRENCY = 40;
/** Longest life of an EXPRESS execution, in milliseconds. */
export const EXPRESS_TIMEOUT_MS = 5 * 60_000;
/** Largest item that an ItemReader reads, in bytes. */
export const MAX_ITEM_BYTES = 8 * 1024 * 1024;
/** Largest headers of a CSV source, in bytes: AWS's page "ItemReader (Map)". */
export const MAX_CSV_HEADER_BYTES = 10 * 1024;
/** Largest value of MaxItems. */
export const MAX_ITEMS = 100_000_000;
/** Size at which a ResultWriter begins the next file, in bytes. */
export const MAX_RESULT_FILE_BYTES = 5 * 1024 ** 3;
/** Largest sum of all variables of an execution, in bytes. */
export const MAX_VARIABLES_BYTES = 10 * 1024 * 1024;
/** Largest value of TimeoutSeconds and Wait's Seconds: some three years. */
export const MAX_SECONDS = 99_999_999;
/** Days after its end for which an execution can be redriven: 14, in milliseconds. */
export const REDRIVABLE_PERIOD_MS = 14 * 24 * 3_600_000;
/** Longest time for which an execution may be open: a year, in milliseconds. */
export const MAX_OPEN_MS = 365 * 24 * 3_600_000;
/** STANDARD executions of an account that are open at once. */
export const MAX_OPEN_EXECUTIONS = 1_000_000;
/** Redrives of one Map Run. */
export const MAX_MAP_RUN_REDRIVES = 1_000;
