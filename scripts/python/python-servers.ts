/** What is installed of PyPI to test against, and what it runs on. */
export const pythonServers = {
  localstack: {
    title: 'LocalStack 4.9.2',
    requirements: 'localstack.txt',
    /** Its pinned dependencies ask for no less; it was tried on no later one. */
    pythons: { from: 11, to: 12 },
    /** It takes some 65 s on two cores that have nothing else to do. */
    longestInstallMs: 300_000,
    /** Answers once all is up. */
    health: '/_localstack/health',
    environment: (folder: string) => ({
      // Where there is no DynamoDB Local, no Lambda runtime and no JSONata library, LocalStack would fetch them.
      SERVICES: 's3,cloudformation,stepfunctions,events,iam,ssm,logs,sqs,sts,cloudwatch',
      FILESYSTEM_ROOT: folder,
      LOCALSTACK_VOLUME_DIR: `${folder}/volume`,
      CONFIG_DIR: `${folder}/config`,
      SKIP_SSL_CERT_DOWNLOAD: '1',
      // Usage data, which would be sent to LocalStack.
      DISABLE_EVENTS: '1',
      // No DNS server.
      DNS_ADDRESS: '0',
    }),
  },
  moto: {
    title: 'moto 5.2.5',
    requirements: 'moto.txt',
    pythons: { from: 11, to: undefined },
    /** It takes some 25 s. */
    longestInstallMs: 120_000,
    health: '/moto-api/data.json',
    environment: () => ({ MOTO_ACCOUNT_ID: '000000000000' }),
  },
} as const;

/** A server of PyPI's. */
export type PythonServerName = keyof typeof pythonServers;

/** Servers, and programs that tests call. */
export const pythonPackages = {
  ...pythonServers,
  awscli: {
    title: 'AWS CLI 1.46.3',
    requirements: 'awscli.txt',
    pythons: { from: 10, to: undefined },
    /** It takes some 10 s. */
    longestInstallMs: 120_000,
  },
} as const;

/** What can be installed of PyPI's. */
export type PythonPackagesName = keyof typeof pythonPackages;
