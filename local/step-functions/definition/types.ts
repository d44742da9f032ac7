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

export type State =
  | TaskState
  | MapState
  | ParallelState
  | ChoiceState
  | PassState
  | WaitState
  | SucceedState
  | FailState;

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

export interface Retrier {
  errorEquals: readonly string[];
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number | undefined;
  jitterStrategy: 'NONE' | 'FULL';
}

export interface Catcher {
  errorEquals: readonly string[];
  next: string;
  assign: ReadonlyMap<string, Template> | undefined;
  output: Template | undefined;
}

export interface TaskState extends Common, Transition, ErrorHandling {
  type: 'Task';
  resource: 'arn:aws:states:::lambda:invoke';
  arguments: Template;
  timeoutSeconds: Template | undefined;
}

export interface ParallelState extends Common, Transition, ErrorHandling {
  type: 'Parallel';
  arguments: Template | undefined;
  branches: readonly Graph[];
}

export interface MapState extends Common, Transition, ErrorHandling {
  type: 'Map';
  items: Template | undefined;
  itemSelector: Template | undefined;
  maxConcurrency: Template | undefined;
  processor: Graph;
  /** undefined for an INLINE Map. */
  distributed: DistributedMap | undefined;
}

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

export interface ItemReader {
  arguments: Template;
  inputType: 'CSV' | 'JSON' | 'JSONL';
  csvDelimiter: string;
  /** undefined means that the first row holds them. */
  csvHeaders: readonly string[] | undefined;
  maxItems: Template | undefined;
  /** JSON pointer, taken apart; undefined means the document itself. */
  itemsPointer: readonly string[] | undefined;
}

export interface ItemBatcher {
  maxItemsPerBatch: Template | undefined;
  maxInputBytesPerBatch: Template | undefined;
  batchInput: Template | undefined;
}

export interface ResultWriter {
  /** Bucket and Prefix; undefined formats the state's output and writes nothing to S3. */
  arguments: Template | undefined;
  transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  outputType: 'JSON' | 'JSONL';
}

export interface ChoiceState extends Common {
  type: 'Choice';
  choices: readonly ChoiceRule[];
  default: string | undefined;
}

export interface ChoiceRule {
  condition: Condition;
  next: string;
  assign: ReadonlyMap<string, Template> | undefined;
  output: Template | undefined;
}

/** JSONata that must yield a boolean, or a literal boolean. */
export type Condition = Expression | boolean;

export interface PassState extends Common, Transition {
  type: 'Pass';
}

export interface WaitState extends Common, Transition {
  type: 'Wait';
  until: { kind: 'seconds' | 'timestamp'; template: Template };
}

export interface SucceedState {
  type: 'Succeed';
  name: string;
  output: Template | undefined;
}

export interface FailState {
  type: 'Fail';
  name: string;
  error: Template | undefined;
  cause: Template | undefined;
}
