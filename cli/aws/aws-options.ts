import { readChoice, readText } from '../options/readers.ts';

/** Says in which cloud a run is. */
export const onOption = {
  placeholder: 'local|aws',
  help: 'where the run is: the local cloud, on this machine, or AWS (default local)',
  read: readChoice(['local', 'aws']),
};

/** Say which account and region of AWS is meant. */
export const awsOptions = {
  profile: {
    placeholder: '<name>',
    help: 'profile of your AWS configuration (default AWS_PROFILE, else what the AWS SDK finds)',
    read: readText,
  },
  region: {
    placeholder: '<region>',
    help: "AWS region (default AWS_REGION, else the profile's)",
    read: readText,
  },
};
