import type { SdkAction } from '../aws-sdk/catalogue.ts';
import type { JsonObject } from '../json.ts';
import type { Expression } from '../jsonata/expression.ts';
import type { Template } from '../jsonata/template.ts';

/** States and where they start: a machine, a Parallel branch or a Map's item processor. */
export interface Graph {
  startAt: string;
  states: ReadonlyMap<string, State>;
}

/** A state machine, compiled: its expressions are parsed once here. */
export interface Machine extends Graph {
  /** Seconds after which an execution is TIMED_OUT; undefined means never. */
  timeoutSeconds: number | undefined;
}

/** Any state that can run here. */
export type State =
  | TaskState
  | MapState
  | ParallelState
  | ChoiceState
  | PassState
  | WaitState
  | SucceedState
  | FailState;

/** A state's `Type`. */
export type StateType = State['type'];

interface Common {
  name: string;
  /** One template per variable. */
  assign: ReadonlyMap<string, Template> | undefined;
  output: Template | undefined;
}

/** What follows: a state's name, or undefined for `"End": true`. */
interface Transition {
  next: string | undefined;
}

interface ErrorHandling {
  retry: readonly Retrier[];
  catch: readonly Catcher[];
}

/** One entry of Retry, with its defaults filled in. */
export interface Retrier {
  errorEquals: readonly string[];
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number | undefined;
  jitterStrategy: 'NONE' | 'FULL';
}

/** One entry of Catch. */
export interface Catcher {
  errorEquals: readonly string[];
  next: string;
  assign: ReadonlyMap<string, Template> | undefined;
  output: Template | undefined;
}

/** A Task: one Lambda function, or one action of a service. */
export interface TaskState extends Common, Transition, ErrorHandling {
  type: 'Task';
  resource: string;
  integration: TaskIntegration;
  /** Whether it waits for SendTaskSuccess or SendTaskFailure: `.waitForTaskToken`. */
  waitsForToken: boolean;
  /** undefined hands the state's input on, which only a function named by the Resource takes. */
  arguments: Template | undefined;
  timeoutSeconds: Template | undefined;
  heartbeatSeconds: Template | undefined;
}

/** What a Task calls: `lambda:invoke`, a function by its ARN, or `aws-sdk:<service>:<action>`. */
export type TaskIntegration =
  | { kind: 'lambda' }
  | { kind: 'function'; functionArn: string }
  | ({ kind: 'sdk' } & SdkAction);

/** A Parallel. */
export interface ParallelState extends Common, Transition, ErrorHandling {
  type: 'Parallel';
  arguments: Template | undefined;
  branches: readonly Graph[];
}

/** A Map, of either mode. */
export interface MapState extends Common, Transition, ErrorHandling {
  type: 'Map';
  items: Template | undefined;
  itemSelector: Template | undefined;
  maxConcurrency: Template | undefined;
  processor: Graph;
  /** undefined for an INLINE Map. */
  distributed: DistributedMap | undefined;
}

/** What only a Map of mode DISTRIBUTED has. */
export interface DistributedMap {
  executionType: 'STANDARD' | 'EXPRESS';
  label: string;
  itemReader: ItemReader | undefined;
  itemBatcher: ItemBatcher | undefined;
  resultWriter: ResultWriter | undefined;
  toleratedFailurePercentage: Template | undefined;
  toleratedFailureCount: Template | undefined;
  /** The ItemProcessor as the definition has it, without ProcessorConfig: the children's own definition. */
  childDefinition: JsonObject;
}

/** Where the items of a Distributed Map come from. */
export interface ItemReader {
  arguments: Template;
  maxItems: Template | undefined;
  content: ReaderContent;
}

/** What an ItemReader makes items of. */
export type ReaderContent =
  /** What is in one S3 object. */
  | { kind: 'object'; format: RowFormat }
  /** What S3's listing says about each object. */
  | { kind: 'listing' }
  /** What is in every listed object: LOAD_AND_FLATTEN. */
  | { kind: 'listedObjects'; format: RowFormat }
  /** The rows of an S3 Inventory, whose manifest the object is. */
  | { kind: 'inventory' };

/** How items are found in an S3 object. */
export interface RowFormat {
  inputType: 'CSV' | 'JSON' | 'JSONL';
  csvDelimiter: string;
  /** undefined means that the first row holds them. */
  csvHeaders: readonly string[] | undefined;
  /** JSON pointer, taken apart; undefined means the document itself. */
  itemsPointer: readonly string[] | undefined;
}

/** How items are put into batches. */
export interface ItemBatcher {
  maxItemsPerBatch: Template | undefined;
  maxInputBytesPerBatch: Template | undefined;
  batchInput: Template | undefined;
}

/** What becomes of the results of a Distributed Map. */
export interface ResultWriter {
  /** Bucket and Prefix; undefined formats the state's output and writes nothing to S3. */
  arguments: Template | undefined;
  transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  outputType: 'JSON' | 'JSONL';
}

/** A Choice. */
export interface ChoiceState extends Common {
  type: 'Choice';
  choices: readonly ChoiceRule[];
  default: string | undefined;
}

/** One entry of Choices. */
export interface ChoiceRule {
  condition: Condition;
  next: string;
  assign: ReadonlyMap<string, Template> | undefined;
  output: Template | undefined;
}

/** JSONata that must yield a boolean, or a literal boolean. */
export type Condition = Expression | boolean;

/** A Pass. */
export interface PassState extends Common, Transition {
  type: 'Pass';
}

/** A Wait. */
export interface WaitState extends Common, Transition {
  type: 'Wait';
  until: { kind: 'seconds' | 'timestamp'; template: Template };
}

/** A Succeed. */
export interface SucceedState {
  type: 'Succeed';
  name: string;
  output: Template | undefined;
}

/** A Fail; Error and Cause may be absent. */
export interface FailState {
  type: 'Fail';
  name: string;
  error: Template | undefined;
  cause: Template | undefined;
}
