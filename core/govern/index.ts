export {
  type CallBudget,
  callBudget,
  describeRate,
  mayCall,
  nextDescribeMs,
  noteThrottledCall,
  spendCall,
  startCallBudget,
  updateRate,
} from './call-budget.ts';
export { decideLimit } from './decide-limit.ts';
export { type Decision, decision } from './decision.ts';
export {
  initialLimitFor,
  type PolicyParameters,
  type PolicyParametersGiven,
  policyParameters,
} from './parameters.ts';
export { type Reason, type ReasonCode, reason, reasonCode } from './reason.ts';
export { type GovernSample, governSample } from './sample.ts';
export { type PolicyState, policyState, startPolicy } from './state.ts';
export {
  findStragglers,
  type RunningUnit,
  runningUnit,
  type StragglerQuestion,
  stragglerQuestion,
} from './stragglers.ts';
export { takeSample } from './take-sample.ts';
export { tickDelayMs } from './tick-delay.ts';
export { unitTimeoutSeconds } from './unit-timeout.ts';
