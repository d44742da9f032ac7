/** A state of a definition, as JSON has it. */
export interface NamedState {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Names of the Distributed Map that the state's workflow is a child of, or undefined in the outermost workflow. */
  readonly map: string | undefined;
}

/** All states of a definition, those inside Map and Parallel states too. */
export function statesOf(workflow: unknown, map?: string): NamedState[] {
  if (!isObject(workflow) || !isObject(workflow.States)) return [];
  return Object.entries(workflow.States).flatMap(([name, fields]) => {
    if (!isObject(fields)) return [];
    const branches = Array.isArray(fields.Branches) ? fields.Branches : [];
    return [
      { name, fields, map },
      ...branches.flatMap((branch) => statesOf(branch, map)),
      ...statesOf(fields.ItemProcessor, isDistributed(fields.ItemProcessor) ? name : map),
    ];
  });
}

/** True for the ItemProcessor of a Distributed Map, whose children share no variables with their parent. */
export function isDistributed(processor: unknown): boolean {
  return (
    isObject(processor) &&
    isObject(processor.ProcessorConfig) &&
    processor.ProcessorConfig.Mode === 'DISTRIBUTED'
  );
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
