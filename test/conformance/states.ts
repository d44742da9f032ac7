/** A machine of one state, the last one unless it says otherwise. */
export const only = (state: object): object => ({
  StartAt: 'Only',
  States: { Only: { End: true, ...state } },
});

/** A machine that only gives an output. */
export const pass = (output: unknown): object => only({ Type: 'Pass', Output: output });

/** A Task that invokes a function of the test's own process with the state's input. */
export const invoke = (functionName: string, rest: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
  ...rest,
});

/** A Task that calls an action of a service, such as `s3:putObject`. */
export const call = (action: string, given: unknown, rest: object = {}): object => ({
  Type: 'Task',
  Resource: `arn:aws:states:::aws-sdk:${action}`,
  Arguments: given,
  ...rest,
});

/** States that end in what a catcher of the first one makes of its error. */
export const caught = (state: object, errorEquals = ['States.ALL']): object => ({
  StartAt: 'Try',
  States: {
    Try: {
      End: true,
      ...state,
      Catch: [{ ErrorEquals: errorEquals, Output: '{% $states.errorOutput %}', Next: 'Caught' }],
    },
    Caught: { Type: 'Succeed' },
  },
});
