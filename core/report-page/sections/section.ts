import { type Html, type HtmlValue, html } from '../html/html.ts';

/** A section of the page with its heading. */
export interface Section {
  /** Anchor, of letters and hyphens. */
  readonly id: string;
  readonly heading: string;
  readonly content: HtmlValue;
}

/** Writes a section. */
export function renderSection({ id, heading, content }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${content}
</section>
`;
}

/** Text that others wrote: it keeps its direction to itself and breaks where it must. */
export function foreign(text: string): Html {
  return html`<bdi class="foreign">${text}</bdi>`;
}
