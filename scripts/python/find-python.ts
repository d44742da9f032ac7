import { PythonUnavailable } from './python-unavailable.ts';
import { runProgram } from './run-program.ts';

/** Minor versions of Python 3, both included. */
export interface PythonRange {
  from: number;
  to: number | undefined;
}

/**
 * A Python that has pip, of one of the minor versions: `python3` first, then the programs named after a version.
 * @throws PythonUnavailable saying what is there instead
 */
export async function findPython(range: PythonRange): Promise<string> {
  const { from, to = from + 9 } = range;
  const versions = Array.from({ length: to - from + 1 }, (_, at) => `python3.${to - at}`);
  const seen: string[] = [];
  for (const program of ['python3', ...versions]) {
    const script = 'import pip, sys; print(sys.executable, sys.version_info.minor)';
    const { code, output } = await runProgram(program, ['-c', script], 10_000);
    const [, executable, minor] = /^(\S.*) (\d+)\s*$/.exec(output) ?? [];
    if (code === 0 && executable !== undefined) {
      if (Number(minor) >= from && Number(minor) <= to) return executable;
      seen.push(`${program} is Python 3.${minor}`);
    } else if (program === 'python3') {
      seen.push(code === null ? 'there is no python3' : 'python3 has no pip');
    }
  }
  const wanted = range.to === undefined ? `3.${from} or later` : `3.${from} to 3.${to}`;
  throw new PythonUnavailable(`needs Python ${wanted} with pip; ${seen.join(', ')}`);
}
