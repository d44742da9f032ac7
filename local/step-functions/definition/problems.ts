/** What AWS's codes for a definition's problems are. */
export type ProblemCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'DUPLICATE_STATE_NAME';

/** One problem of a definition. */
export interface Problem {
  code: ProblemCode;
  /** One sentence: what is wrong, the value, what is allowed. */
  message: string;
  /** JSON path such as `/States/Plan/Next`. */
  path: string;
}

/** Collects every problem of a definition, so that they are reported at once. */
export class Problems {
  readonly all: Problem[] = [];

  add(path: string, message: string, code: ProblemCode = 'SCHEMA_VALIDATION_FAILED'): void {
    this.all.push({ code, message, path });
  }
}

/** All problems in one text, as CreateStateMachine's InvalidDefinition carries them. */
export function describeProblems(problems: readonly Problem[]): string {
  const texts = problems.map(({ code, message, path }) => `${code}: ${message} at ${path}`);
  return `Invalid State Machine Definition: '${texts.join(', ')}'`;
}
