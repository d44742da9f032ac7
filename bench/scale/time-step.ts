import { assumptions } from './assumptions.ts';
import type { JobCount } from './count-job.ts';

/** How long a step takes, and what binds it. */
export interface StepTime {
  seconds: number;
  binds: string;
}

/** Runs a step's jobs in order on paper: each starts when Step Functions may start it and a Lambda is free. */
export function timeStep(jobs: readonly JobCount[]): StepTime {
  const { childStartsPerSecond, lambdaConcurrency, writesPerSecond, stepOverheadSeconds } = assumptions;
  const free = new Float64Array(Math.min(lambdaConcurrency.value, Math.max(1, jobs.length)));
  let end = 0;
  let waited = 0;
  for (const [at, { seconds }] of jobs.entries()) {
    const allowed = at / childStartsPerSecond.value;
    let lane = 0;
    for (let other = 1; other < free.length; other++)
      if ((free[other] ?? 0) < (free[lane] ?? 0)) lane = other;
    const start = Math.max(allowed, free[lane] ?? 0);
    if (start > allowed) waited += 1;
    free[lane] = start + seconds;
    end = Math.max(end, start + seconds);
  }
  const longest = Math.max(0, ...jobs.map(({ seconds }) => seconds));
  const requestSeconds = jobs.reduce((sum, { writes }) => sum + writes, 0) / writesPerSecond.value;
  const binding: [seconds: number, binds: string][] = [
    [requestSeconds, `S3's ${writesPerSecond.value} writes per second and prefix`],
    [jobs.length / childStartsPerSecond.value, `${childStartsPerSecond.value} child starts per second`],
    [longest, 'its longest job'],
  ];
  const [most] = binding.sort(([a], [b]) => b - a);
  return {
    seconds: stepOverheadSeconds.value + Math.max(end, requestSeconds),
    binds: waited > jobs.length / 10 ? `${lambdaConcurrency.value} Lambdas at once` : (most?.[1] ?? ''),
  };
}
