import type { RunReport } from '../../contracts/report.ts';
import { countOf } from '../../format/numbers.ts';
import { html } from '../html/html.ts';
import { renderTable } from '../html/table.ts';
import { foreign, type Section } from './section.ts';

/** Why the data set is complete, in figures that can be checked. */
export function proofSection({ proof, dataset }: RunReport): Section {
  const broken = proof.filter(({ holds }) => !holds).length;
  const verdict =
    proof.length === 0
      ? 'The run ended before there was anything to prove.'
      : broken === 0
        ? `${countOf(proof.length, 'claim')}, all of which hold.`
        : `${broken} of ${countOf(proof.length, 'claim')} ${broken === 1 ? "doesn't" : "don't"} hold.`;
  return {
    id: 'proof',
    heading: 'Proof of completeness',
    content: html`<p>${verdict}</p>
${
  proof.length > 0 &&
  renderTable(
    'Claims, what they expect and what was found',
    [
      { head: 'claim', cell: ({ claim }) => foreign(claim) },
      { head: 'expected', cell: ({ expected }) => foreign(expected) },
      { head: 'found', cell: ({ found }) => foreign(found) },
      {
        head: 'holds',
        cell: ({ holds }) =>
          holds ? html`<span class="good whole">✓ yes</span>` : html`<span class="bad whole">✗ no</span>`,
      },
    ],
    proof,
  )
}
${dataset !== null && html`<p class="note">Its manifest is ${foreign(dataset.manifest)}; <code>fanfold verify</code> compares the data set with it again, byte by byte.</p>`}`,
  };
}
