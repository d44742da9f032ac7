import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';
import { verifyDataset } from '../../core/verification/index.ts';
import { parseOptions } from '../options/parse-options.ts';
import { describeError } from '../report-error.ts';
import { checkVerify } from '../verify/check-verify.ts';
import { openPlace } from '../verify/open-place.ts';
import { readManifest } from '../verify/read-manifest.ts';
import { renderVerification } from '../verify/render-verification.ts';
import { describeUnverified, describeVerification, type VerifyJson } from '../verify/verify-json.ts';
import { verifyOptions } from '../verify/verify-options.ts';
import type { Command } from './command.ts';

/** `fanfold verify`: a delivered data set against its manifest. */
export const verify: Command = {
  name: 'verify',
  summary: 'compare a data set with its manifest, byte by byte and row by row',
  positionals: '<manifest.json|s3://bucket/key>',
  options: verifyOptions,
  details: [
    "A manifest file has the data set's files beside it, as --out puts them. Of a manifest in S3, the objects are read where it says that they are, in the local cloud of --state.",
    "Compared are the manifest's own sums, each object's bytes and CRC64NVME, the rows as they are counted anew (decompressed on the way; of Parquet, the number in its footer), the bytes of JSONL with what the units wrote, and the number of failed items' records if they are there. Each object's sha256 is printed.",
    'Exit code: 0 it holds; 1 it does not, or could not be read; 2 bad usage, or no sound manifest.',
    '--json prints { manifest, runId, task, holds, differences, notes, rows, dataset, objects, error? }. What is not known is null.',
    `Examples
  fanfold verify out/manifest.json
  fanfold verify s3://bucket/datasets/movies/run-1/1/manifest.json --json`,
  ],
  async execute(args, edge) {
    const line = parseOptions(args, verifyOptions);
    const [given] = line.positionals;
    const json = args.includes('--json');
    const print = (object: VerifyJson): void => edge.stdout.write(`${JSON.stringify(object)}\n`);
    try {
      const { source, stateDir } = await checkVerify(line, edge.cwd);
      return await openPlace(source, stateDir, edge, async (place, name, bytes) => {
        const manifest = await readManifest(name, bytes);
        const found = await verifyDataset(manifest, place);
        if (json) print(describeVerification(given ?? '', manifest, found));
        else edge.stdout.write(renderVerification(manifest, found, place));
        return found.differences.length === 0 ? 0 : 1;
      });
    } catch (error) {
      const told = describeError(error, edge);
      edge.stderr.write(`${told.text}\n`);
      if (json) print(describeUnverified(given, told.error));
      return isFanfoldError(error) && refusalCodes.has(error.code) ? 2 : 1;
    }
  },
};
