import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizeUnits } from '../../core/planning/size-units.ts';
import { measureCalls, measureDays } from './measure-loop.ts';
import { measureScenario } from './measure-scenario.ts';
import { measureStragglers, stragglerCases } from './measure-stragglers.ts';
import { plotRun, plotSweep } from './plot-scenario.ts';
import { longRun, most, type RunSize, scenarios } from './scenarios.ts';
import { passes, stragglersSlowest, tableOfLoop, tableOfScenarios, tableOfStragglers } from './tables.ts';
import { writeFigures } from './write-figures.ts';

const seeds = [1, 2, 3, 4, 5];
/** The same downstreams with a run that is over in a few minutes: what learning costs shows more. */
const shortRun: RunSize = { items: 1_000_000, unitItems: 100 };
/** Units as Plan sizes them where nobody says otherwise. */
const plannedUnits: RunSize = {
  items: longRun.items,
  unitItems: sizeUnits(longRun.items, most, 'auto'),
};

/**
 * Simulates what governs a run, prints the tables, and writes them and the plots to `docs/`.
 * @returns true if every goal is reached
 */
export function runGovern(): boolean {
  const docs = join(import.meta.dirname, '..', '..', 'docs');
  const page = join(docs, 'govern.md');
  mkdirSync(join(docs, 'govern'), { recursive: true });
  const began = performance.now();
  const measured = scenarios.map((scenario) => measureScenario(scenario, { seeds }));
  const short = scenarios.map((scenario) => measureScenario(scenario, { seeds, size: shortRun }));
  const planned = scenarios.map((scenario) => measureScenario(scenario, { seeds, size: plannedUnits }));
  const stragglers = stragglerCases.map((wanted) => measureStragglers(wanted, 1));
  const days = measureDays(10, 1);
  const calls = measureCalls(10, 1);
  const figures = {
    scenarios: tableOfScenarios(measured),
    short: tableOfScenarios(short),
    planned: tableOfScenarios(planned),
    stragglers: tableOfStragglers(stragglers),
    loop: tableOfLoop(days, calls),
  };
  let text = readFileSync(page, 'utf8');
  for (const [name, table] of Object.entries(figures)) {
    console.log(`${table}\n`);
    text = writeFigures(text, name, table);
  }
  writeFileSync(page, text);
  for (const one of measured) {
    writeFileSync(join(docs, 'govern', `${one.scenario.name}.svg`), plotRun(one));
    writeFileSync(join(docs, 'govern', `${one.scenario.name}-sweep.svg`), plotSweep(one));
  }
  console.log(
    `docs/govern.md and docs/govern/*.svg are written, ${Math.round((performance.now() - began) / 1000)} s`,
  );
  return (
    measured.every(passes) &&
    stragglers.every(({ backups }) => backups <= stragglersSlowest) &&
    days.historyEvents < 10_000 &&
    calls.throttled.DescribeMapRun + calls.throttled.UpdateMapRun === 0
  );
}
