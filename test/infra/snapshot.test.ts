import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { createPipelineStack } from './support/pipeline-template.ts';
import { createTaskFolder, taskSource } from './support/task-folder.ts';

const folder = createTaskFolder();
afterAll(() => folder[Symbol.dispose]());

/** A template without what changes with every line of code: hashes of assets, and of the task. */
function withoutHashes(template: Template): unknown {
  const text = JSON.stringify(template.toJSON())
    .replaceAll(/[0-9a-f]{64}(?=\.(?:zip|json)")/g, '<asset>')
    .replaceAll(/[0-9a-f]{64}/g, '<digest>');
  return JSON.parse(text);
}

test('the whole template is as it was', async () => {
  const { stack } = createPipelineStack(folder, { task: folder.write('task.ts', taskSource()) });
  const template = Template.fromStack(stack);
  await expect(JSON.stringify(withoutHashes(template), null, 1)).toMatchFileSnapshot(
    'snapshots/pipeline.template.snap',
  );
  for (const find of ['findWarning', 'findError', 'findInfo'] as const) {
    expect(Annotations.fromStack(stack)[find]('*', Match.anyValue()), find).toEqual([]);
  }
});
