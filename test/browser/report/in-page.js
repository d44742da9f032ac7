/** Runs in the page: what a look at it would find. Plain JavaScript, since the types of a browser are not this project's. */
globalThis.fanfoldLook = {
  /** Names of charts of which the drawing in sight has no mark with an extent. */
  emptyCharts() {
    return [...document.querySelectorAll('figure.chart')]
      .filter((figure) => {
        const marks = figure.querySelectorAll('.role-mark path, .role-mark line');
        return ![...marks].some((mark) => {
          const { width, height } = mark.getBoundingClientRect();
          return width + height > 0;
        });
      })
      .map((figure) => figure.dataset.chart ?? '');
  },

  /** Texts of charts in sight that are cut off by the window or lie on each other. */
  textOutOfPlace() {
    const problems = [];
    for (const svg of document.querySelectorAll('figure.chart svg')) {
      const texts = [...svg.querySelectorAll('text')]
        .map((text) => ({ text: text.textContent ?? '', box: text.getBoundingClientRect() }))
        .filter(({ text, box }) => text !== '' && box.width > 0);
      for (const [at, { text, box }] of texts.entries()) {
        if (box.left < 0 || box.right > window.innerWidth) problems.push(`${text} is cut off`);
        for (const other of texts.slice(at + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          // Lines of text are higher than their letters.
          if (across > 1 && down > 4) problems.push(`${text} lies on ${other.text}`);
        }
      }
    }
    return problems;
  },

  /** What axe-core says against the page, each with some of its elements. */
  async accessibilityProblems() {
    const { violations } = await globalThis.axe.run(document);
    return violations.map(({ id, help, nodes }) =>
      [
        `${id}: ${help}`,
        ...nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`),
      ].join('\n'),
    );
  },

  /** How far the document reaches to the right. */
  width() {
    return document.documentElement.scrollWidth;
  },
};
