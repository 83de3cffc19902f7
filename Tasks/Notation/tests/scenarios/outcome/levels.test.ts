import assert from 'node:assert/strict';
import { selfSignedCertificate } from '../../fixtures/certificates';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import type { TrustOptions } from '../../fixtures/trust';
import { type World } from '../../fixtures/world';
import { signWithCli } from '../../fixtures/job/cliSigning';
import { TestJob } from '../../fixtures/job/testJob';
import {
  assertOnlyTaskCommands,
  codesOf,
  hasResult,
  logOf,
} from '../../fixtures/job/logAssertions';

describe('the gate and trust policies that let something pass', () => {
  let world: World;
  let signed: string;
  let expiring: string;
  let stranger: TrustOptions;

  before(async function () {
    world = await openSuiteWorld(this);
    const [notation] = notationVersions();
    assert(notation !== undefined);
    ({ reference: signed } = await pushImage(world.registry, 'team/app', 'signed'));
    ({ reference: expiring } = await pushImage(world.registry, 'team/app', 'expiring'));
    assert.equal((await TestJob.at(world, notation).sign(signed)).result, 'Succeeded');
    await signWithCli(world, notation, expiring, '--expiry', '1s');
    const other = selfSignedCertificate({ folder: world.root, commonName: 'other' });
    stranger = { certificates: [other] };
    await new Promise((resolve) => setTimeout(resolve, 1500));
  });

  /** Asserts that the step passed with this one warning, and that nothing calls it a success. */
  function warned(run: StepRun, ...words: readonly (string | RegExp)[]): void {
    assertOnlyTaskCommands(run, 'SucceededWithIssues');
    assert.deepEqual(
      run.issues.map(({ type }) => type),
      ['warning'],
      logOf(run),
    );
    const message = run.issues[0]?.message ?? '';
    for (const word of words) {
      assert(typeof word === 'string' ? message.includes(word) : word.test(message), message);
    }
    assert.equal(run.outputs['Status'], 'Warning');
  }

  for (const notation of notationVersions()) {
    const { version } = notation;
    const verify = (reference: string, trust: TrustOptions, failOnWarning = false) =>
      TestJob.at(world, notation).verify(reference, trust, {
        failOnWarning: String(failOnWarning),
      });

    it(`G3 the level skip is a warning that names artifact and statement (${version})`, async () => {
      const run = await verify(signed, { level: 'skip' });
      warned(run, signed, 'release-images', 'NOT verified', 'skip');
      assert(hasResult(run, 'Skipped, not verified:', signed), logOf(run));
      assert(!run.log.some((line) => line.includes('[group]Verified')), logOf(run));
      assert(
        run.log.some((line) => line.includes('Verified: 0, skipped: 1, failed: 0')),
        logOf(run),
      );
    });

    it(`G3 the level skip fails the step with failOnWarning (${version})`, async () => {
      const run = await verify(signed, { level: 'skip' }, true);
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), ['WarningsFail']);
      assert(
        run.issues.some(({ type, message }) => type === 'warning' && message.includes(signed)),
      );
    });

    const logged: [title: string, artifact: () => string, trust: TrustOptions, check: string][] = [
      ['audit', () => signed, { level: 'audit' }, 'authenticity'],
      [
        'strict with authenticity overridden by log',
        () => signed,
        { level: 'strict', override: { authenticity: 'log' } },
        'authenticity',
      ],
      ['permissive', () => expiring, { level: 'permissive' }, 'expiry'],
    ];
    for (const [title, artifact, trust, check] of logged) {
      it(`G4 a check that only logs under ${title} is a warning (${version})`, async () => {
        const given = check === 'authenticity' ? { ...stranger, ...trust } : trust;
        const run = await verify(artifact(), given);
        warned(run, artifact(), check, 'release-images', /trusted|expired/);
        const strict = await verify(artifact(), { ...given, level: 'strict', override: {} });
        assertOnlyTaskCommands(strict);
      });

      it(`G4 a check that only logs under ${title} fails with failOnWarning (${version})`, async () => {
        const given = check === 'authenticity' ? { ...stranger, ...trust } : trust;
        const run = await verify(artifact(), given, true);
        assertOnlyTaskCommands(run);
        assert.deepEqual(codesOf(run), ['WarningsFail'], logOf(run));
      });
    }
  }
});
