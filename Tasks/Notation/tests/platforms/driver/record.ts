import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../../../scripts/paths';
import type { Target } from './target';

/** One line for each scene that was played, for the table of what ran where. */
export interface Recorded {
  readonly platform: string;
  readonly node: number;
  readonly scene: string;
  readonly passed: boolean;
}

const folder = path.join(root, 'build', 'platforms');

/** Writes down that a scene was played. */
export function recordScene(target: Target, node: number, scene: string, passed: boolean): void {
  mkdirSync(folder, { recursive: true });
  const line: Recorded = { platform: target.title, node, scene, passed };
  appendFileSync(path.join(folder, 'scenes.jsonl'), `${JSON.stringify(line)}\n`);
}
