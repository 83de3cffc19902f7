import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import type { BundledPackage } from './bundle';
import { root } from './paths';

/**
 * The licences of everything that a bundle holds, in full.
 *
 * @throws Error where a bundled package carries no licence
 */
export function licencesOf(packages: readonly BundledPackage[]): string {
  return packages.map(licence).join('\n');
}

function licence({ folder, name, version, license }: BundledPackage): string {
  const absolute = path.join(root, folder);
  const file = readdirSync(absolute).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? undefined : readFileSync(path.join(absolute, file), 'utf8');
  const head = `${name} ${version}: ${license ?? 'see below'}`;
  if (text === undefined && license === undefined) throw new Error(`${head}: no licence`);
  return `${'='.repeat(80)}\n${head}\n${'='.repeat(80)}\n${text ?? 'The package carries no further text.\n'}`;
}
