/**
 * States that share their variables: those of a workflow, of a branch of a Parallel, or of an iteration of a Map. They
 * read the variables of the scopes around theirs, too; children of a Distributed Map have none around.
 */
export interface VariableScope {
  readonly outer: VariableScope | undefined;
}

/** A state of a definition, as JSON has it. */
export interface NamedState {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly scope: VariableScope;
}

/** All states of a definition, those inside Map and Parallel states too. */
export function statesOf(workflow: unknown, outer?: VariableScope): NamedState[] {
  if (!isObject(workflow) || !isObject(workflow.States)) return [];
  const scope: VariableScope = { outer };
  return Object.entries(workflow.States).flatMap(([name, fields]) => {
    if (!isObject(fields)) return [];
    const branches = Array.isArray(fields.Branches) ? fields.Branches : [];
    return [
      { name, fields, scope },
      ...branches.flatMap((branch) => statesOf(branch, scope)),
      ...statesOf(fields.ItemProcessor, isDistributed(fields.ItemProcessor) ? undefined : scope),
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
