/** How many inputs are tried, and which. */
export interface FuzzOptions {
  inputs: number;
  seed: number;
}

/** By `FUZZ_INPUTS` and `FUZZ_SEED`, which `npm run fuzz` sets; some hundreds, and the same ones each time, if neither is given. */
export function readFuzzOptions(environment: Readonly<Record<string, string | undefined>>): FuzzOptions {
  return {
    inputs: readWhole(environment, 'FUZZ_INPUTS', 250),
    seed: readWhole(environment, 'FUZZ_SEED', 1),
  };
}

function readWhole(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  otherwise: number,
) {
  const text = environment[name];
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new Error(`${name} is ${JSON.stringify(text)}; it must be a whole number from 1 to 999999999`);
}
