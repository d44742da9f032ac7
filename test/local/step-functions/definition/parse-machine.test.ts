import { describe, expect, it } from 'vitest';
import { parseMachine } from '../../../../local/step-functions/definition/parse-machine.ts';

const machine = (definition: object) => JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
const problemsOf = (definition: string) =>
  parseMachine(definition, 'test').problems.map(({ code, message, path }) => `${code} ${path}: ${message}`);
const only = (state: object, rest: object = {}) =>
  machine({ StartAt: 'Only', States: { Only: { End: true, ...state } }, ...rest });
const task = (rest: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f' },
  ...rest,
});
const distributed = (rest: object = {}, config: object = { ExecutionType: 'STANDARD' }) => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ...config },
    StartAt: 'Each',
    States: { Each: { Type: 'Pass', End: true } },
  },
  ...rest,
});
const reader = (config: object, rest: object = {}) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Arguments: { Bucket: 'b', Key: 'k' },
    ReaderConfig: config,
    ...rest,
  },
});

describe('a good definition', () => {
  it('has the defaults of AWS', () => {
    const { machine: parsed } = parseMachine(
      only(task({ Retry: [{ ErrorEquals: ['States.ALL'] }] }), {
        TimeoutSeconds: 5,
        Comment: 'c',
        Version: '1.0',
      }),
      'test',
    );
    expect(parsed?.timeoutSeconds).toBe(5);
    expect(parsed?.states.get('Only')).toMatchObject({
      next: undefined,
      retry: [{ intervalSeconds: 1, maxAttempts: 3, backoffRate: 2, jitterStrategy: 'NONE' }],
      catch: [],
    });
  });

  it('may set the query language per state', () => {
    const state = { Type: 'Pass', End: true, QueryLanguage: 'JSONata' };
    expect(problemsOf(JSON.stringify({ StartAt: 'A', States: { A: state } }))).toEqual([]);
  });

  it('gets the same label for the same name, if it has none', () => {
    const labelOf = (name: string) => {
      const state = parseMachine(only(distributed()), name).machine?.states.get('Only');
      return state?.type === 'Map' ? state.distributed?.label : undefined;
    };
    expect(labelOf('one')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(labelOf('one')).toBe(labelOf('one'));
    expect(labelOf('one')).not.toBe(labelOf('two'));
  });

  it('may have everything that a Distributed Map has', () => {
    const everything = distributed({
      Comment: 'all of it',
      Label: 'L',
      ...reader({
        InputType: 'CSV',
        CSVHeaderLocation: 'GIVEN',
        CSVHeaders: ['a'],
        CSVDelimiter: 'TAB',
        MaxItems: 5,
      }),
      ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
      ItemBatcher: { MaxItemsPerBatch: '{% 5 %}', MaxInputBytesPerBatch: 1000, BatchInput: { b: 1 } },
      MaxConcurrency: '{% 5 %}',
      ToleratedFailurePercentage: 1.5,
      ToleratedFailureCount: '{% 5 %}',
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Arguments: { Bucket: 'b', Prefix: 'p' },
        WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' },
      },
      Assign: { x: 1 },
      Output: 1,
      Retry: [{ ErrorEquals: ['States.ItemReaderFailed'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only' }],
    });
    expect(problemsOf(only(everything))).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['no JSON', '{', /^INVALID_JSON_DESCRIPTION \/: /],
    ['no object', '[]', 'SCHEMA_VALIDATION_FAILED /: The definition must be a JSON object'],
    [
      'no States',
      machine({ StartAt: 'A' }),
      'SCHEMA_VALIDATION_FAILED /: These fields are required: [States]',
    ],
    ['empty States', machine({ StartAt: 'A', States: {} }), /'States' must not be empty/],
    [
      'JSONPath',
      JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }),
      'SCHEMA_VALIDATION_FAILED /States/A: The query language of this state is JSONPath, allowed is JSONata ("QueryLanguage": "JSONata")',
    ],
    [
      'a JSONPath state',
      only({ Type: 'Pass', QueryLanguage: 'JSONPath' }),
      /\/States\/Only: The query language of this state is JSONPath/,
    ],
    [
      'a JSONPath field',
      only({ Type: 'Pass', Parameters: {} }),
      /\/States\/Only\/Parameters: Parameters is a JSONPath field; with JSONata use 'Arguments'/,
    ],
    [
      'an unknown field',
      only({ Type: 'Pass', Outputs: {} }),
      /\/States\/Only\/Outputs: Field is not supported in a Pass, allowed are: Assign, Comment, End, Next, Output/,
    ],
    [
      'an unknown field of the machine',
      only({ Type: 'Pass' }, { Foo: 1 }),
      /\/Foo: Field is not supported in a state/,
    ],
    [
      'another version',
      only({ Type: 'Pass' }, { Version: '2.0' }),
      /\/Version: 'Version' is 2.0, allowed is 1.0/,
    ],
    [
      'an unknown type',
      only({ Type: 'Tusk' }),
      /\/States\/Only\/Type: 'Type' is "Tusk", allowed are: Task, Map/,
    ],
    [
      'no transition',
      only({ Type: 'Pass', End: false }),
      /A state needs a 'Next', or 'End' with the value true/,
    ],
    ['two transitions', only({ Type: 'Pass', Next: 'Only' }), /either 'Next' or 'End', not both/],
    [
      'a missing StartAt',
      machine({ StartAt: 'B', States: { A: { Type: 'Succeed' } } }),
      "MISSING_TRANSITION_TARGET /StartAt: Missing 'StartAt' target: B, allowed are: A",
    ],
    [
      'a missing Next',
      machine({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }),
      "MISSING_TRANSITION_TARGET /States/A/Next: Missing 'Next' target: B, allowed are: A",
    ],
    [
      'a missing Next of a catcher',
      only(task({ Catch: [{ ErrorEquals: ['A'], Next: 'X' }] })),
      /MISSING_TRANSITION_TARGET \/States\/Only\/Catch\[0\]\/Next: /,
    ],
    [
      'an unreachable state',
      machine({ StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } }),
      'MISSING_TRANSITION_TARGET /States/B: State "B" is not reachable.',
    ],
    [
      'a duplicate name in a branch',
      only({ Type: 'Parallel', Branches: [{ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } }] }),
      'DUPLICATE_STATE_NAME /States/Only/Branches[0]/States/Only: Duplicate State name: Only',
    ],
    [
      'an expression that does not parse',
      only({ Type: 'Pass', Output: { a: ['{% $states.( %}'] } }),
      /\/States\/Only\/Output: Invalid JSONata expression in .*: /,
    ],
    [
      'half an expression',
      only({ Type: 'Pass', Output: { a: '{% 1' } }),
      "SCHEMA_VALIDATION_FAILED /States/Only/Output: '{% 1' must start with {% and end with %} to be an expression",
    ],
    [
      'another resource',
      only(task({ Resource: 'arn:aws:states:::sqs:sendMessage' })),
      /\/Resource: 'Resource' is "arn:aws:states:::sqs:sendMessage", allowed are arn:aws:states:::lambda:invoke, a function's ARN and arn:aws:states:::aws-sdk:/,
    ],
    [
      'another argument',
      only(task({ Arguments: { FunctionName: 'f', LogType: 'Tail' } })),
      /The argument 'LogType' of lambda:invoke is not supported, allowed are: FunctionName, InvocationType, Payload, Qualifier/,
    ],
    [
      'a heartbeat that never comes in time',
      only(task({ HeartbeatSeconds: 5, TimeoutSeconds: 5 })),
      /'HeartbeatSeconds' is 5, it must be smaller than TimeoutSeconds \(5\)/,
    ],
    [
      'a bad timeout',
      only(task({ TimeoutSeconds: 0 })),
      /'TimeoutSeconds' is 0, allowed is an integer from 1/,
    ],
    [
      'States.ALL in company',
      only(task({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] })),
      /'States.ALL' must stand alone/,
    ],
    [
      'States.ALL not last',
      only(task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] })),
      /'States.ALL' must stand alone in ErrorEquals, and in the last entry/,
    ],
    [
      'a low MaxDelaySeconds',
      only(task({ Retry: [{ ErrorEquals: ['A'], MaxDelaySeconds: 1 }] })),
      /'MaxDelaySeconds' is 1, it must be greater than IntervalSeconds \(1\)/,
    ],
    [
      'an expression in a retrier',
      only(task({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: '{% 5 %}' }] })),
      /'MaxAttempts' is "{% 5 %}", allowed is an integer from 0/,
    ],
    [
      'both kinds of Wait',
      only({ Type: 'Wait', Seconds: 1, Timestamp: '2020-01-01T00:00:00Z' }),
      /exactly one/,
    ],
    ['a bad timestamp', only({ Type: 'Wait', Timestamp: 'soon' }), /'soon' is not an RFC 3339 timestamp/],
    [
      'a reserved variable',
      only({ Type: 'Pass', Assign: { states: 1 } }),
      /The variable name 'states' is reserved/,
    ],
    [
      'a bad variable',
      only({ Type: 'Pass', Assign: { 'a-b': 1 } }),
      /The variable name 'a-b' must be a letter/,
    ],
    [
      'a variable of the outer scope',
      only({
        Type: 'Map',
        Assign: { x: 1 },
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } },
      }),
      /ItemProcessor\/States\/I\/Assign\/x: The variable 'x' belongs to the scope around/,
    ],
    [
      'an ItemReader without DISTRIBUTED',
      only({
        Type: 'Map',
        ...reader({ InputType: 'JSONL' }),
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Succeed' } } },
      }),
      /\/ItemReader: ItemReader needs a Map whose ProcessorConfig has "Mode": "DISTRIBUTED"/,
    ],
    ['no execution type', only(distributed({}, {})), /These fields are required: \[ExecutionType\]/],
    ['a long label', only(distributed({ Label: 'l'.repeat(41) })), /Label cannot exceed 40 characters/],
    ['an empty label', only(distributed({ Label: '' })), /Label cannot be empty/],
    ['a bad label', only(distributed({ Label: 'a b' })), /Label contains invalid character: ' '/],
    [
      'a label twice',
      machine({
        StartAt: 'A',
        States: {
          A: distributed({ Label: 'L', Next: 'B' }),
          B: {
            ...distributed({ Label: 'L', End: true }),
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
              StartAt: 'Other',
              States: { Other: { Type: 'Succeed' } },
            },
          },
        },
      }),
      /The label 'L' is used twice/,
    ],
    [
      'a Distributed Map in EXPRESS children',
      only({
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'In',
          States: { In: distributed({ End: true }) },
        },
      }),
      /A Distributed Map is not supported inside EXPRESS children/,
    ],
    [
      'another input type',
      only(distributed(reader({ InputType: 'PARQUET' }))),
      /"PARQUET", allowed are: CSV, JSON/,
    ],
    [
      'another reader',
      only(distributed(reader({ InputType: 'CSV' }, { Resource: 'arn:aws:states:::dynamodb:scan' }))),
      /"arn:aws:states:::dynamodb:scan", allowed are: arn:aws:states:::s3:getObject, arn:aws:states:::s3:listObjectsV2/,
    ],
    [
      'CSV without a header',
      only(distributed(reader({ InputType: 'CSV' }))),
      /required: \[CSVHeaderLocation\]/,
    ],
    [
      'a pointer on JSONL',
      only(distributed(reader({ InputType: 'JSONL', ItemsPointer: '/a' }))),
      /\/ItemsPointer: Field is not supported in a ReaderConfig of InputType JSONL/,
    ],
    [
      'a bad pointer',
      only(distributed(reader({ InputType: 'JSON', ItemsPointer: 'a' }))),
      /'a' is not a JSON pointer/,
    ],
    [
      'a manifest',
      only(distributed(reader({ InputType: 'CSV', ManifestType: 'ATHENA_DATA' }))),
      /ManifestType is only supported as S3_INVENTORY/,
    ],
    [
      'Items and ItemReader',
      only(distributed({ Items: [], ...reader({ InputType: 'JSONL' }) })),
      /either 'ItemReader' or 'Items', not both/,
    ],
    [
      'a batcher without limits',
      only(distributed({ ItemBatcher: {} })),
      /needs 'MaxItemsPerBatch' or 'MaxInput/,
    ],
    [
      'an empty writer',
      only(distributed({ ResultWriter: {} })),
      /A ResultWriter needs 'Resource' and 'Arguments'/,
    ],
    [
      'JSONL without an export',
      only(distributed({ ResultWriter: { WriterConfig: { Transformation: 'NONE', OutputType: 'JSONL' } } })),
      /'OutputType' is JSONL, which needs an export to S3/,
    ],
    [
      'a negative count',
      only(distributed({ ToleratedFailureCount: -1 })),
      /'ToleratedFailureCount' is -1, allowed/,
    ],
    [
      'a high percentage',
      only(distributed({ ToleratedFailurePercentage: 101 })),
      /is 101, allowed is a number from 0/,
    ],
  ])('%s', (_, definition, problem) => {
    const problems = problemsOf(definition);
    expect(problems).toContainEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('is reported all at once', () => {
    const definition = machine({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Foo: 1, Next: 'Z' }, B: { Type: 'Wait', End: true } },
    });
    expect(problemsOf(definition)).toHaveLength(3);
  });
});
