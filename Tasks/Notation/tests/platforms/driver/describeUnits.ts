import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { UnitResult } from '../units/result';
import { copyTree, unitFiles } from '../units/tree';
import { requireTarget } from './require';
import { RunningScript } from './running';
import type { Target } from './target';

/** Milliseconds for a file, and for the start of all that the first one needs. */
const FILE_MS = 600_000;

/** Makes a suite of the unit tests of the task on a platform, a test for each file of them. */
export function describeUnits(target: Target, major: number): void {
  const wanted = new RegExp(process.env['UNITS'] ?? ''); // by hand: UNITS=trust/ npx mocha <file>
  const files = unitFiles().filter((file) => wanted.test(file));
  describe(`${target.title}, Node ${String(major)}, unit tests:`, function () {
    this.timeout(FILE_MS);
    const counts = { passed: 0, skipped: 0 };
    let folder: string | undefined;
    let running: RunningScript<UnitResult> | undefined;

    before(async function () {
      requireTarget(this, target);
      folder = mkdtempSync(path.join(tmpdir(), 'unit-tests-'));
      await copyTree(folder);
      writeFileSync(path.join(folder, 'files.json'), JSON.stringify(files));
      const script = 'Tasks/Notation/tests/platforms/units/main.js';
      running = new RunningScript<UnitResult>(target, major, folder, script);
    });

    after(async () => {
      if (running !== undefined) {
        console.log(`in these files: ${counts.passed} passed, ${counts.skipped} skipped`);
      }
      await running?.stop();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    for (const file of files) {
      it(file, async () => {
        if (running === undefined) throw new Error('nothing runs');
        const { passed, skipped, failed } = await running.result(file);
        counts.passed += passed;
        counts.skipped += skipped;
        if (failed.length > 0) throw new Error(failed.join('\n\n'));
      });
    }
  });
}
