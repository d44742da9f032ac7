import { type ISecurityGroup, type IVpc, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { NetworkProps } from './network-props.ts';

/** The network that all functions of a pipeline are in. */
export interface PipelineNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

/**
 * The network of a pipeline, if it has one. One security group for all functions: Lambda shares a network interface among
 * functions with the same subnets and groups.
 */
export function createNetwork(
  scope: Construct,
  { vpc, vpcSubnets, securityGroups }: NetworkProps,
): PipelineNetwork | undefined {
  if (vpc === undefined) return undefined;
  return {
    vpc,
    ...(vpcSubnets !== undefined && { vpcSubnets }),
    securityGroups: securityGroups?.slice() ?? [createGroup(scope, vpc)],
  };
}

function createGroup(scope: Construct, vpc: IVpc): ISecurityGroup {
  const group = new SecurityGroup(scope, 'Functions', {
    vpc,
    description: 'Functions of a fanfold pipeline',
  });
  // CDK's classes implement their interfaces only without exactOptionalPropertyTypes.
  return group as ISecurityGroup;
}

/**
 * What Lambda itself does with a function's role, to connect it to a VPC. AWS's managed policy
 * AWSLambdaVPCAccessExecutionRole has the same, on all resources too.
 */
const interfaceActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Rights of Lambda's, by the role of a function, to connect that function to a VPC. */
export function connectToVpc(): PolicyStatement {
  return new PolicyStatement({ actions: interfaceActions, resources: ['*'] });
}

/**
 * Takes {@link connectToVpc} from the function's code and leaves it to Lambda: requests with the credentials that code
 * is given carry `lambda:SourceFunctionArn`
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
export function denyToCode(functionArn: string): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: interfaceActions,
    resources: ['*'],
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
  });
}
