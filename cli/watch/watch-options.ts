import { onOption } from '../aws/aws-options.ts';
import { ofOption } from '../commands/retry-options.ts';
import { runOptions } from '../commands/run-options.ts';

const { out, profile, region, state, json, help } = runOptions;

/** The options of `fanfold stop`. */
export const stopOptions = { of: ofOption, on: onOption, profile, region, state, json, help };

/** The options of `fanfold watch`. */
export const watchOptions = { out, ...stopOptions };
