import type { AwsSettings } from '../aws/aws-settings.ts';

/** Which changes somebody must say yes to: as `cdk deploy` has them. */
export const approvals = ['never', 'broadening', 'any-change'] as const;
export type Approval = (typeof approvals)[number];

/** A stack on its way to AWS. */
export interface StackDeployment {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  readonly settings: AwsSettings;
  readonly approval: Approval;
  /** Asks for a yes. Undefined: nobody is there to ask. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** What is told meanwhile. */
  readonly view: {
    phase(text: string): void;
    step(text: string): void;
    note(text: string): void;
  };
}

/** A stack as it is on AWS now. */
export interface DeployedStack {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Nothing had to be changed. */
  readonly unchanged: boolean;
}
