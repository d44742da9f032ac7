import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

/** Where in a network the functions of a pipeline run. */
export interface NetworkProps {
  /**
   * VPC that all functions of the pipeline run in. From there they must reach S3, DynamoDB, Step Functions and Lambda: by
   * gateway endpoints for the first two and interface endpoints `states` and `lambda` for the others, or by a NAT gateway.
   * Logs and traces take Lambda's own way.
   *
   * @default - the functions run in no VPC
   * @example Vpc.fromLookup(stack, 'Vpc', { vpcName: 'main' })
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of `vpc`.
   *
   * @default - its private subnets
   * @example { subnetType: SubnetType.PRIVATE_ISOLATED }
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of all functions.
   *
   * @default - a new one for all, which lets everything out and nothing in
   */
  readonly securityGroups?: readonly ISecurityGroup[];
}
