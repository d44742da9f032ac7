import { flag } from '../options/option.ts';
import { readText } from '../options/readers.ts';

/** The options of `fanfold verify`. */
export const verifyOptions = {
  state: {
    placeholder: '<dir>',
    help: 'folder of the local cloud, for a manifest in S3 (default .fanfold)',
    read: readText,
  },
  json: flag({ help: 'print one JSON object on stdout, all else on stderr' }),
  help: flag({ short: 'h', help: 'show this' }),
};
