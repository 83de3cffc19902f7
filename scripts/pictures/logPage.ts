import { plain } from '../docs/markdown';
import type { ShownStep } from './scene';

const style = `
  body { margin: 0; background: #1f1f1f; color: #d6d6d6;
    font: 12.5px/1.5 "DejaVu Sans Mono", monospace }
  h1 { font: 600 15px/1 "DejaVu Sans", sans-serif; margin: 0; padding: 12px 18px 8px; color: #fff }
  ol { margin: 0; padding: 0 18px 8px 52px; overflow-wrap: anywhere; white-space: pre-wrap }
  li::marker { color: #7f7f7f }
  .error { color: #ff7b6e } .warning { color: #f2c14e } .group { color: #8fc7ff } .within { color: #a9a9a9 }
`;

/** A line of a log that the service shows in a colour of its own, by its tag. */
const tagged = /^##\[(error|warning)\](.*)$/s;

/** The logs of steps as a page: their groups are open only for an artifact that failed. */
export function logPage(steps: readonly ShownStep[]): string {
  const sections = steps.map(
    ({ title, log }) => `<h1>${plain(title)}</h1><ol>${lines(log).join('')}</ol>`,
  );
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>${sections.join('\n')}`;
}

function lines(log: readonly string[]): string[] {
  const shown: string[] = [];
  let group: string[] | undefined;
  for (const line of log) {
    if (line.startsWith('##[group]')) {
      group = [line.slice('##[group]'.length)];
    } else if (line !== '##[endgroup]') {
      (group ?? shown).push(group === undefined ? item(line) : line);
    } else if (group !== undefined) {
      shown.push(...groupItems(group));
      group = undefined;
    }
  }
  return shown;
}

function groupItems([title = '', ...within]: readonly string[]): string[] {
  const isOpen = title.startsWith('Failed ');
  const head = `<li class="group">${isOpen ? '▾' : '▸'} ${plain(title)}</li>`;
  return isOpen
    ? [head, ...within.map((line) => `<li class="within">${plain(line)}</li>`)]
    : [head];
}

function item(line: string): string {
  const [, kind, text] = tagged.exec(line) ?? [];
  if (kind === undefined || text === undefined) return `<li>${plain(line)}</li>`;
  return `<li class="${kind}">${plain(`${kind === 'error' ? 'Error' : 'Warning'}: ${text}`)}</li>`;
}
