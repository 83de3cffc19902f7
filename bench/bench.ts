import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { root as repository } from '../scripts/paths';
import { newestNotation } from '../Tasks/Notation/tests/fixtures/tools';
import {
  type Row,
  type Size,
  type Way,
  median,
  otherFigures,
  parallelTable,
  tableOf,
  ways,
} from './figures';
import { Images } from './images';
import { writeLogin } from './login';
import { type Command, type Cost, Ways } from './ways';

/** Milliseconds that the plugin takes for a signature, and the registry for each answer. */
const WAIT = 200;
const LATENCY = 50;

/** What is measured: each number of images, in so many repositories, with so many rounds. */
const sizes = [
  { count: 1, repositories: 1, rounds: 5 },
  { count: 24, repositories: 1, rounds: 3 },
  { count: 24, repositories: 24, rounds: 3 },
  { count: 240, repositories: 24, rounds: 1 },
] as const;
const commands = ['sign', 'verify'] as const;

const document = path.join(repository, 'docs/performance.md');

/** Measures all, and puts the tables into the documentation, in place of those of the last run. */
async function bench(): Promise<void> {
  const notation = newestNotation();
  const folder = mkdtempSync(path.join(tmpdir(), 'notation-bench-'));
  const images = Images.open(LATENCY);
  try {
    const tools = new Ways(folder, notation.path, WAIT);
    const [sample = ''] = await images.push(1, 1);
    writeLogin(folder, sample.split('/')[0] ?? '');
    const load = (): string => (loadavg()[0] ?? 0).toFixed(1);
    const before = load();
    const rows: Row[] = [];
    for (const size of sizes) rows.push(...(await measure(tools, images, size)));
    const parallel = parallelTable(await compareParallel(tools, images));
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${before} before and ${load()} after`;
    const text = [
      ...tableOf(rows),
      '',
      `notation ${notation.version}, Node ${process.versions.node}, ${machine}.`,
      '',
      `24 images with other values of \`maxParallel\`:`,
      '',
      ...parallel,
      '',
      '```text',
      ...otherFigures(),
      '```',
    ].join('\n');
    console.log(text);
    publish(text);
  } finally {
    await images.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Signs fresh images in each way in turn, then verifies what it signed, and takes the medians. */
async function measure(
  tools: Ways,
  images: Images,
  { count, repositories, rounds }: Size,
): Promise<Row[]> {
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < rounds; round += 1) {
    const sets = new Map<Way, string[]>();
    for (const way of ways) sets.set(way, await images.push(count, repositories));
    for (const command of commands) {
      for (const way of ways) {
        const key = `${command} ${way}`;
        const cost = await tools[way](command, sets.get(way) ?? []);
        costs.set(key, [...(costs.get(key) ?? []), cost]);
        console.error(`${key} ${count}: ${cost.milliseconds.toFixed(0)} ms`);
      }
    }
  }
  const typical = (command: Command, way: Way): Cost => medianOf(costs.get(`${command} ${way}`));
  return commands.map((command) => {
    const [task, loop, xargs] = ways.map((way) => typical(command, way)) as [Cost, Cost, Cost];
    return { command, count, repositories, rounds, costs: { task, loop, xargs } };
  });
}

function medianOf(costs: readonly Cost[] = []): Cost {
  return {
    milliseconds: median(costs.map(({ milliseconds }) => milliseconds)),
    memory: median(costs.map(({ memory }) => memory ?? NaN)),
  };
}

async function compareParallel(tools: Ways, images: Images): Promise<[number, Cost, Cost][]> {
  const values = [4, 8, 16];
  const costs = values.map(() => ({ sign: [] as Cost[], verify: [] as Cost[] }));
  for (let round = 0; round < 3; round += 1) {
    for (const [at, most] of values.entries()) {
      const set = await images.push(24, 24);
      for (const command of commands) {
        costs[at]?.[command].push(await tools.task(command, set, most));
      }
    }
  }
  return values.map((most, at) => [most, medianOf(costs[at]?.sign), medianOf(costs[at]?.verify)]);
}

function publish(text: string): void {
  const [begin, end] = ['<!-- measured -->', '<!-- end -->'];
  const page = readFileSync(document, 'utf8');
  const at = page.indexOf(begin) + begin.length;
  writeFileSync(document, `${page.slice(0, at)}\n\n${text}\n\n${page.slice(page.indexOf(end))}`);
}

void bench();
