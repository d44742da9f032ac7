import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z
        .looseObject({ Environment: z.looseObject({ Variables: z.record(z.string(), z.json()) }).optional() })
        .optional(),
    }),
  ),
});

/**
 * Copies a cloud assembly and gives every function that has variables some more. What is tested stays what is deployed: the
 * functions' code and the state machine are left as they are.
 */
export async function prepareAssembly(
  assembly: string,
  to: string,
  variables: Record<string, string>,
): Promise<void> {
  await cp(assembly, to, { recursive: true });
  const templates = (await readdir(to)).filter((name) => name.endsWith('.template.json'));
  for (const name of templates) {
    const file = join(to, name);
    const read = template.parse(JSON.parse(await readFile(file, 'utf8')));
    for (const { Type, Properties } of Object.values(read.Resources)) {
      if (Type !== 'AWS::Lambda::Function' || Properties?.Environment === undefined) continue;
      Object.assign(Properties.Environment.Variables, variables);
    }
    await writeFile(file, JSON.stringify(read));
  }
}
