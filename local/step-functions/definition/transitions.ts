import type { Fields } from './fields.ts';
import type { Graph, State } from './types.ts';

/**
 * Checks that every transition of a graph leads to a state of it, and that every state can be reached from StartAt.
 * @param names all names under States, also of states that have other problems
 */
export function checkTransitions(graph: Graph, names: readonly string[], fields: Fields): void {
  const known = new Set(names);
  const { problems } = fields;
  const statesPath = fields.at('States');
  if (fields.has('StartAt') && !known.has(graph.startAt)) {
    const message = `Missing 'StartAt' target: ${graph.startAt}, allowed are: ${names.join(', ')}`;
    problems.add(fields.at('StartAt'), message, 'MISSING_TRANSITION_TARGET');
  }
  for (const state of graph.states.values()) {
    for (const { field, target } of listTransitions(state)) {
      if (known.has(target)) continue;
      const message = `Missing 'Next' target: ${target}, allowed are: ${names.join(', ')}`;
      problems.add(`${statesPath}/${state.name}/${field}`, message, 'MISSING_TRANSITION_TARGET');
    }
  }
  // A state that didn't parse leads nowhere we know of, so what follows it would be reported wrongly.
  if (graph.states.size < names.length || !known.has(graph.startAt)) return;
  const reached = collectReached(graph);
  for (const name of names) {
    if (reached.has(name)) continue;
    problems.add(`${statesPath}/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
  }
}

/** Every transition of a state: the field that names it and its target. */
export function listTransitions(state: State): { field: string; target: string }[] {
  const list: { field: string; target: string | undefined }[] = [];
  if ('next' in state) list.push({ field: 'Next', target: state.next });
  if ('catch' in state) {
    state.catch.forEach(({ next }, index) => {
      list.push({ field: `Catch[${index}]/Next`, target: next });
    });
  }
  if (state.type === 'Choice') {
    state.choices.forEach(({ next }, index) => {
      list.push({ field: `Choices[${index}]/Next`, target: next });
    });
    list.push({ field: 'Default', target: state.default });
  }
  return list.flatMap(({ field, target }) => (target === undefined ? [] : [{ field, target }]));
}

function collectReached(graph: Graph): Set<string> {
  const reached = new Set<string>([graph.startAt]);
  for (const name of reached) {
    const state = graph.states.get(name);
    if (state === undefined) continue;
    for (const { target } of listTransitions(state)) reached.add(target);
  }
  return reached;
}
