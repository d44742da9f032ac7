import { isFanfoldError, refusalCodes } from '../../core/errors/fanfold-error.ts';

/** Characters of an error's or a state's cause. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
const longestCause = 32_768;
const longestMessage = 6_000;
/** Control and format characters, separators of lines, halves of characters; line ends between problems are right. */
const unreadable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What is wrong with how Plan refused an input; none if it is a proper refusal. */
export function refusalProblems(error: unknown): string[] {
  if (!(error instanceof Error)) return [`it threw ${typeof error}`];
  if (!isFanfoldError(error)) return [`it threw ${error.stack}`];
  const { code, message } = error;
  const cause = causeOf(error);
  return [
    ...(refusalCodes.has(code) ? [] : [`${code} is no code of a refusal`]),
    ...(message.length <= longestMessage ? [] : [`its message has ${message.length} characters`]),
    ...(unreadable.test(message.replaceAll('\n', ' '))
      ? ['its message has characters that nobody can see']
      : []),
    ...(message.includes('[object') ? ['its message shows an object as [object ...]'] : []),
    ...(/\n\s+at .*[:)]\d+/.test(message) ? ['its message has a stack'] : []),
    ...(/Invalid input(?!:)/.test(message) ? ['its message says "Invalid input" and no more'] : []),
    ...(cause.length <= longestCause ? [] : [`its cause has ${cause.length} characters`]),
  ];
}

/** The cause of a failed invocation: what Lambda's runtime for Node reports of an error. */
function causeOf({ name, message, stack = '' }: Error): string {
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') });
}
