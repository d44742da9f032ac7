import { ofOption } from '../commands/retry-options.ts';
import { runOptions } from '../commands/run-options.ts';

const { out, state, json, help } = runOptions;

/** The options of `fanfold stop`. */
export const stopOptions = { of: ofOption, state, json, help };

/** The options of `fanfold watch`. */
export const watchOptions = { out, ...stopOptions };
