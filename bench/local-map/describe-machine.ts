import type { Measurement } from './messages.ts';

const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'noop', Payload: '{% $states.input %}' },
  End: true,
};

/** A Distributed Map as users write one: items from an object in S3, results exported to S3. */
export function describeMachine({ body, type, maxConcurrency, bucket, key }: Measurement): object {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        MaxConcurrency: maxConcurrency,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Arguments: { Bucket: bucket, Key: key },
          ReaderConfig: { InputType: 'JSONL' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
          StartAt: 'Child',
          States: { Child: body === 'pass' ? { Type: 'Pass', End: true } : task },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Arguments: { Bucket: bucket, Prefix: 'results' },
        },
        End: true,
      },
    },
  };
}
