import type { ResultWriter } from '../definition/types.ts';
import { Document } from '../document.ts';
import { StatesError } from '../execution/states-error.ts';
import { type Json, parseJson } from '../json.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { type ChildRecord, toOutputs, toResultRecord } from './child-record.ts';

/**
 * Results of a Map Run that exports nothing: they are the Map state's own result, in the items' order. Beyond 256 KiB
 * nothing more is kept, since the state fails anyway.
 */
export class InStateResults {
  readonly #transformation: ResultWriter['transformation'];
  readonly #texts: (string[] | undefined)[] = [];
  /** Of the array: both brackets, and a comma for all but one member. */
  #bytes = 1;

  constructor(transformation: ResultWriter['transformation']) {
    this.#transformation = transformation;
  }

  add(child: ChildRecord, stateMachineArn: string, executionType: 'STANDARD' | 'EXPRESS'): void {
    if (this.#bytes > MAX_PAYLOAD_BYTES) return;
    const texts = this.#textsOf(child, stateMachineArn, executionType);
    for (const text of texts) this.#bytes += Buffer.byteLength(text) + 1;
    if (this.#bytes > MAX_PAYLOAD_BYTES) this.#texts.length = 0;
    else this.#texts[child.sequence] = texts;
  }

  /** @throws StatesError States.DataLimitExceeded over 256 KiB */
  toDocument(stateName: string): Document {
    if (this.#bytes > MAX_PAYLOAD_BYTES) {
      const cause = `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`;
      throw new StatesError('States.DataLimitExceeded', cause);
    }
    return Document.parse(`[${this.#texts.flatMap((texts) => texts ?? []).join(',')}]`);
  }

  /** A child that failed is kept as it is, whatever the transformation. */
  #textsOf(child: ChildRecord, arn: string, executionType: 'STANDARD' | 'EXPRESS'): string[] {
    if (this.#transformation === 'NONE' || child.output === undefined) {
      return [JSON.stringify(toResultRecord(child, arn, executionType))];
    }
    if (this.#transformation === 'COMPACT') return [child.output];
    return toOutputs(parseJson(child.output), 'FLATTEN').map((output: Json) => JSON.stringify(output));
  }
}
