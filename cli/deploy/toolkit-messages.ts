import type { IIoHost, IoMessage, IoRequest } from '@aws-cdk/toolkit-lib';
import * as z from 'zod';
import type { StackDeployment } from './stack-deployment.ts';

/** What the toolkit's messages told that its result doesn't. */
export interface DeploymentTale {
  /** Nothing had to be changed. */
  unchanged: boolean;
  /** Resources that failed, and why, in the order in which they did. */
  failures: string[];
  /** Changes had to be approved, and nobody was there to do so. */
  unasked: boolean;
}

/** Messages that carry what is used here. https://docs.aws.amazon.com/cdk/api/toolkit-lib/message-registry/ */
const codes = {
  approve: 'CDK_TOOLKIT_I5060',
  deploying: 'CDK_TOOLKIT_I5100',
  publishing: 'CDK_TOOLKIT_I5220',
  activity: 'CDK_TOOLKIT_I5502',
  deployed: 'CDK_TOOLKIT_I5900',
} as const;

const approvalRequest = z.object({ permissionChangeType: z.string() });
const deployedMessage = z.object({ noOp: z.boolean() });
const activity = z.object({
  event: z.object({
    LogicalResourceId: z.string().optional(),
    ResourceType: z.string().optional(),
    ResourceStatus: z.string().optional(),
    ResourceStatusReason: z.string().optional(),
  }),
  progress: z.object({ completed: z.number(), total: z.number().optional() }),
});

/** Tells the toolkit's progress in the command line's own way, and answers its questions. */
export function createIoHost({ view, approval, confirm }: StackDeployment): {
  ioHost: IIoHost;
  tale: DeploymentTale;
} {
  const tale: DeploymentTale = { unchanged: false, failures: [], unasked: false };

  const tellActivity = (data: unknown): void => {
    const read = activity.safeParse(data).data;
    if (read === undefined) return;
    const { event, progress } = read;
    const of = progress.total === undefined ? '' : ` of ${progress.total}`;
    view.step(`deploying: ${progress.completed}${of} resources`);
    if (event.ResourceStatus?.endsWith('_FAILED') !== true) return;
    const what = `${event.LogicalResourceId ?? 'a resource'} (${event.ResourceType ?? 'unknown type'})`;
    const failure = `${what}: ${event.ResourceStatusReason ?? event.ResourceStatus}`;
    tale.failures.push(failure);
    view.note(failure);
  };

  const ask = async (question: string): Promise<boolean> => {
    tale.unasked = confirm === undefined;
    return (await confirm?.(question)) ?? false;
  };

  const ioHost: IIoHost = {
    async notify({ code, data, level, message }: IoMessage<unknown>) {
      if (code === codes.deploying) view.phase('deploying the stack; the first time takes some minutes');
      else if (code === codes.publishing) view.phase('uploading the code');
      else if (code === codes.activity) tellActivity(data);
      else if (code === codes.deployed) tale.unchanged = deployedMessage.safeParse(data).data?.noOp ?? false;
      else if (level === 'warn' || level === 'error') view.note(message.trim());
    },
    async requestResponse<Answer>({ code, data, defaultResponse, message }: IoRequest<unknown, Answer>) {
      if (typeof defaultResponse !== 'boolean') return defaultResponse;
      const change = approvalRequest.safeParse(data).data?.permissionChangeType;
      const answer = (code === codes.approve && !mustAsk(approval, change)) || (await ask(message));
      return isLike(answer, defaultResponse) ? answer : defaultResponse;
    },
  };
  return { ioHost, tale };
}

function mustAsk(approval: StackDeployment['approval'], change: string | undefined): boolean {
  if (approval === 'never') return false;
  return approval === 'any-change' ? change !== 'none' : change === 'broadening';
}

/** The toolkit's types don't say that what has a boolean by default takes one. */
function isLike<Answer>(answer: unknown, other: Answer): answer is Answer {
  return typeof answer === typeof other;
}
