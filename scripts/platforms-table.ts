// Writes into CONTRIBUTING.md which scenes ran on which platform, from the record that the platform tests keep.
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { RECORD, type Recorded } from '../Tasks/Notation/tests/platforms/driver/record';
import { root } from './paths';

const page = path.join(root, 'CONTRIBUTING.md');
const begin = '<!-- platforms: begin, written by npm run platforms -->';
const end = '<!-- platforms: end -->';

/** The last record of each scene on each Node of each platform. */
function readRecord(): Recorded[] {
  const lines = readFileSync(RECORD, 'utf8').split('\n').filter(Boolean);
  const all = lines.map((line) => JSON.parse(line) as Recorded);
  const last = new Map(all.map((one) => [[one.platform, one.node, one.scene].join('|'), one]));
  return [...last.values()];
}

/** A row for each version of notation on each Node of each platform. */
function tableOf(records: readonly Recorded[]): string {
  const rows = new Map<string, Recorded[]>();
  for (const record of records) {
    for (const version of record.notation) {
      const key = `${record.platform} | ${String(record.node)} | ${version}`;
      rows.set(key, [...(rows.get(key) ?? []), record]);
    }
  }
  const lines = [...rows].sort().map(([key, of]) => {
    const failed = of.filter(({ passed }) => !passed).length;
    const count = failed === 0 ? `${of.length} passed` : `${of.length}, of which ${failed} failed`;
    return `| ${key} | of the tests | ${count} |`;
  });
  const head = [
    '| Platform | Node | notation | Registry | Scenes |',
    '| --- | --- | --- | --- | --- |',
  ];
  return [...head, ...lines].join('\n');
}

async function main(): Promise<void> {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has not both markers`);
  const table = tableOf(readRecord());
  const whole = `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
  const options = await resolveConfig(page);
  writeFileSync(page, await format(whole, { ...options, filepath: page }));
}

void main();
