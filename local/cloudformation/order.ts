import { refuse } from './refusal.ts';

/**
 * Orders names so that each comes after those it depends on, otherwise as given.
 * Dependencies that are not among the names are left out.
 * @throws FanfoldError `InvalidUsage` for a cycle, naming it
 */
export function orderByDependencies(
  names: readonly string[],
  dependenciesOf: (name: string) => readonly string[],
): string[] {
  const known = new Set(names);
  const ordered = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): void => {
    if (ordered.has(name)) return;
    const start = path.indexOf(name);
    if (start >= 0) throw refuse(`Circular dependency: ${[...path.slice(start), name].join(' -> ')}.`);
    path.push(name);
    for (const dependency of dependenciesOf(name)) if (known.has(dependency)) visit(dependency);
    path.pop();
    ordered.add(name);
  };
  for (const name of names) visit(name);
  return [...ordered];
}
