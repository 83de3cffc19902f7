import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../../../scripts/paths';
import type { SceneResult } from '../stage/settings';
import type { Target } from './target';

/** One line for each scene that was played, for the table of what ran where. */
export interface Recorded {
  readonly platform: string;
  readonly node: number;
  readonly scene: string;
  readonly notation: readonly string[];
  readonly passed: boolean;
}

/** A line for each scene of this and of earlier runs. */
export const RECORD = path.join(root, 'build', 'platforms', 'scenes.jsonl');

/** Writes down that a scene was played. */
export function recordScene(target: Target, node: number, result: SceneResult): void {
  mkdirSync(path.dirname(RECORD), { recursive: true });
  const { name: scene, notation, error } = result;
  const passed = error === undefined;
  const line: Recorded = { platform: target.title, node, scene, notation, passed };
  appendFileSync(RECORD, `${JSON.stringify(line)}\n`);
}
