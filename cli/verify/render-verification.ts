import type { DatasetPlace, ReadableManifest, Verification } from '../../core/verification/index.ts';
import { formatBytes } from '../format/bytes.ts';
import { countOf, formatCount } from '../format/numbers.ts';
import { wrapText } from '../format/wrap.ts';
import { renderFacts } from '../summary/table.ts';

const width = 100;

/** Objects that are listed before a list is cut in its middle. */
const mostListed = 10;

/** The text that `fanfold verify` prints: whether the data set holds, what differs, what was found. */
export function renderVerification(
  manifest: ReadableManifest,
  { differences, notes, objects, rows }: Verification,
  place: Pick<DatasetPlace, 'show'>,
): string {
  const { dataset, proof, runId, task } = manifest;
  const holds = differences.length === 0;
  const shown = objects.length > mostListed ? [...objects.slice(0, 5), ...objects.slice(-5)] : objects;
  const lines = shown.flatMap((object) => [
    place.show(object.uri),
    `${object.rows === null ? '' : `${countOf(object.rows, 'row')}, `}${formatBytes(object.bytes)}, CRC64NVME ${object.crc64nvme}`,
    `sha256 ${object.sha256}`,
  ]);
  if (objects.length > mostListed)
    lines.splice(15, 0, `… ${countOf(objects.length - mostListed, 'more object')}; --json lists all …`);
  const compress = dataset.compress === 'none' ? '' : `, ${dataset.compress}`;
  const blocks = [
    [holds ? `HOLDS  ${runId}` : `DOES NOT HOLD  ${runId}: ${countOf(differences.length, 'difference')}`],
    ...(holds ? [] : [differences.flatMap(listItem)]),
    renderFacts([
      ['Task', `${task}, ${dataset.format}${compress}`],
      ['Items', `${formatCount(proof.items.succeeded)} succeeded, ${formatCount(proof.items.failed)} failed`],
      ['Rows', rows === null ? 'not counted' : formatCount(rows)],
      [objects.length === 1 ? 'Object' : `${formatCount(objects.length)} objects`, ...lines],
    ]),
    ...(notes.length === 0 ? [] : [['Not compared', ...notes.flatMap(listItem)]]),
  ];
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function listItem(text: string): string[] {
  return wrapText(text, width - 4).map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`);
}
