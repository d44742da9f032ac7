/**
 * The element of the page with this id.
 * @template {Element} Kind
 * @param {string} id
 * @param {{ new (): Kind }} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new TypeError(`#${id} is no ${kind.name}`);
}

/**
 * Makes an element. Text is text: whatever a message holds, it is never read as HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{ class?: string, text?: string, data?: Record<string, string>, attributes?: Record<string, string> }} [given]
 * @param {readonly Node[]} [children]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, given = {}, children = []) {
  const element = document.createElement(tag);
  if (given.class !== undefined) element.className = given.class;
  if (given.text !== undefined) element.textContent = given.text;
  Object.assign(element.dataset, given.data);
  for (const [name, value] of Object.entries(given.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Sets a text only if it is another one, so that nothing that reads the page is disturbed.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Fills a table's body.
 * @param {HTMLTableElement} table
 * @param {readonly (readonly (string | Node)[])[]} rows
 * @param {{ heads?: number, numbers?: readonly number[] }} columns which cell heads its row, and which hold numbers
 */
export function fillTable(table, rows, { heads = 0, numbers = [] }) {
  const body = table.tBodies[0];
  if (body === undefined) return;
  body.replaceChildren(
    ...rows.map((cells) => {
      const row = make('tr');
      cells.forEach((content, at) => {
        const cell = make(at === heads ? 'th' : 'td', {
          ...(numbers.includes(at) && { class: 'number' }),
          ...(at === heads && { attributes: { scope: 'row' } }),
        });
        cell.append(content);
        row.append(cell);
      });
      return row;
    }),
  );
}
