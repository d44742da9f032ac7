import { Size, Token } from 'aws-cdk-lib';
import { showValue } from '../core/errors/problems.ts';
import type { TaskFunctionProps } from './task-function-props.ts';

/** Names that Lambda takes (https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html). */
const variableName = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/** Names that Lambda keeps for itself and that no prefix covers. */
const reservedNames: ReadonlySet<string> = new Set(['LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR']);

/** Names of packages, as npm allows them: no path, no version. */
const packageName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

const mostLayers = 5;

/** Every problem of the props for what the task's code finds around it. */
export function checkTaskFunction(props: TaskFunctionProps): string[] {
  return [
    ...checkVariables(props),
    ...checkLayers(props.layers),
    ...checkStorage(props.ephemeralStorage),
    ...checkModules(props.nodeModules),
  ];
}

function checkVariables({ environment, secrets }: TaskFunctionProps): string[] {
  return [
    ...checkRecord('environment', environment, isText, 'an object of texts'),
    ...checkRecord('secrets', secrets, isSecret, 'an object of secrets'),
    ...Object.keys(environment ?? {})
      .filter((name) => Object.hasOwn(secrets ?? {}, name))
      .map((name) => `\`environment\` and \`secrets\` both have ${name}; give one of them another name`),
  ];
}

function checkRecord(
  prop: 'environment' | 'secrets',
  record: unknown,
  holds: (value: unknown) => boolean,
  allowed: string,
): string[] {
  if (record === undefined) return [];
  if (Token.isUnresolved(record)) {
    return [`\`${prop}\` is known at deployment only; it must be ${allowed}, whose values alone may be`];
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return [`\`${prop}\` is ${showValue(record)}; it must be ${allowed}`];
  }
  return Object.entries(record).flatMap(([name, value]) => [
    ...checkName(prop, name),
    ...(holds(value) ? [] : [`\`${prop}.${name}\` is ${showValue(value)}; \`${prop}\` is ${allowed}`]),
  ]);
}

function checkName(prop: string, name: string): string[] {
  if (Token.isUnresolved(name)) {
    return [`a name in \`${prop}\` is known at deployment only; it must be known at synthesis`];
  }
  if (/^(FANFOLD_|AWS_)/i.test(name) || reservedNames.has(name)) {
    return [
      `\`${prop}\` has ${name}; names that begin with FANFOLD_ or AWS_, and ${[...reservedNames].join(' and ')}, are taken: choose another`,
    ];
  }
  if (variableName.test(name)) return [];
  return [
    `\`${prop}\` has ${showValue(name)}; a name begins with a letter and has letters, digits and _ only, two characters at least`,
  ];
}

function checkLayers(layers: unknown): string[] {
  if (layers === undefined) return [];
  const problem = Array.isArray(layers) ? layers.length > mostLayers && `has ${layers.length}` : 'is no list';
  return problem === false
    ? []
    : [`\`layers\` ${problem}; it must be a list of ${mostLayers} layers at most`];
}

function checkStorage(size: unknown): string[] {
  const allowed = 'a Size of aws-cdk-lib from 512 to 10240 MiB, such as Size.gibibytes(4)';
  if (size === undefined) return [];
  if (!(size instanceof Size)) return [`\`ephemeralStorage\` is ${showValue(size)}; it must be ${allowed}`];
  if (size.isUnresolved()) return [];
  const bytes = size.toBytes();
  if (bytes % 1024 ** 2 === 0 && bytes >= 512 * 1024 ** 2 && bytes <= 10_240 * 1024 ** 2) return [];
  return [`\`ephemeralStorage\` is ${bytes / 1024 ** 2} MiB; it must be ${allowed}`];
}

function checkModules(names: unknown): string[] {
  const allowed = "a list of names of npm packages, such as ['sharp']";
  if (names === undefined) return [];
  if (Token.isUnresolved(names)) {
    return [`\`nodeModules\` is known at deployment only; it must be ${allowed}, known at synthesis`];
  }
  if (!Array.isArray(names)) return [`\`nodeModules\` is ${showValue(names)}; it must be ${allowed}`];
  return names.flatMap((name: unknown) => {
    if (name === 'fanfold') return ['`nodeModules` has fanfold, which is always bundled; leave it out'];
    const sound = typeof name === 'string' && packageName.test(name);
    return sound ? [] : [`\`nodeModules\` has ${showValue(name)}; it must be ${allowed}`];
  });
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isSecret(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'secretArn' in value && 'grantRead' in value;
}
