import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Contract, type Group, type Input, type Values, readContract } from './docs/contract';
import { inlineHtml, plain } from './docs/markdown';
import { style } from './docs/panelStyle';
import { visibleInputs, withDefaults } from './docs/visibility';
import { root } from './paths';

/** A part of the panel: the inputs without a group, or a group with those of its that show. */
export interface Section {
  readonly group: Group | undefined;
  readonly inputs: readonly Input[];
}

/** What the classic editor shows for a step: a group without any input to show is not there. */
export function panelSections(contract: Contract, given: Values): Section[] {
  const visible = visibleInputs(contract, given);
  const groups = [undefined, ...contract.groups];
  return groups
    .map((group) => ({
      group,
      inputs: visible.filter(({ groupName }) => groupName === group?.name),
    }))
    .filter(({ inputs }) => inputs.length > 0);
}

/** The panel of a step as a page, all groups open or as the editor opens them. */
export function panelPage(contract: Contract, given: Values, openAll = false): string {
  const values = withDefaults(contract, given);
  const sections = panelSections(contract, given).map((section) =>
    sectionHtml(section, values, openAll),
  );
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    `<title>${plain(contract.friendlyName)}</title><style>${style}</style>`,
    `<main><h1>${plain(contract.friendlyName)}</h1>`,
    `<p>${plain(contract.description)}</p>`,
    fieldHtml('Display name', true, '', `<input value="${plain(displayName(values))}">`),
    ...sections,
    '</main></html>',
  ].join('\n');
}

function displayName({ command = '' }: Values): string {
  return `Notation: ${command}`;
}

function sectionHtml({ group, inputs }: Section, values: Values, openAll: boolean): string {
  const fields = inputs.map((input) => inputHtml(input, values[input.name] ?? '')).join('\n');
  if (group === undefined) return fields;
  const open = openAll || group.isExpanded ? ' open' : '';
  return `<details${open}><summary>${plain(group.displayName)}</summary>${fields}</details>`;
}

function inputHtml(input: Input, value: string): string {
  const { label, required, helpMarkDown, type } = input;
  if (type !== 'boolean') return fieldHtml(label, required, helpMarkDown, control(input, value));
  const checked = value === 'true' ? ' checked' : '';
  const box = `<label class="box"><input type="checkbox"${checked}> ${plain(label)}</label>`;
  return `<div class="field">${box}${helpHtml(helpMarkDown)}</div>`;
}

function fieldHtml(label: string, required: boolean, help: string, control: string): string {
  const star = required ? ' <b>*</b>' : '';
  return `<div class="field"><label>${plain(label)}${star}</label>${control}${helpHtml(help)}</div>`;
}

function helpHtml(help: string): string {
  return help === '' ? '' : `<small>${inlineHtml(help)}</small>`;
}

function control({ type, options }: Input, value: string): string {
  if (type === 'multiLine') return `<textarea rows="3">${plain(value)}</textarea>`;
  if (type.startsWith('connectedService:')) {
    return `<select><option>${plain(value)}</option></select>`;
  }
  if (options === undefined) return `<input value="${plain(value)}">`;
  return `<select><option>${plain(options[value] ?? value)}</option></select>`;
}

/** Reads `name=value` pairs from the command line. */
function givenValues(words: readonly string[]): Values {
  return Object.fromEntries(
    words.map((word): [string, string] => {
      const [name = '', ...value] = word.split('=');
      return [name, value.join('=')];
    }),
  );
}

if (require.main === module) {
  const file = path.join(root, 'build/panel.html');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, panelPage(readContract(), givenValues(process.argv.slice(2)), true));
  console.log(file);
}
