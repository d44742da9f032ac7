/** A Task that invokes a function with the state's input. */
export const invoke = (functionName: string, rest: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
  End: true,
  ...rest,
});
/** A machine of one state. */
export const only = (state: object) => ({ StartAt: 'Only', States: { Only: state } });
/** A machine that only gives an output. */
export const pass = (output: unknown) => only({ Type: 'Pass', Output: output, End: true });
