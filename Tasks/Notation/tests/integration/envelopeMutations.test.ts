import assert from 'node:assert/strict';
import fc from 'fast-check';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type EnvelopeMediaType,
  type EnvelopeReading,
  readEnvelope,
} from '../../src/notation/envelope/envelope';
import { writeSignatureLayout } from '../../src/notation/layout';
import { parseSignatureFailure } from '../../src/notation/output';
import { BareNotation } from '../fixtures/bareNotation';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
} from '../fixtures/certificates';
import { type Signer, payloadOf, signerOf } from '../fixtures/envelopes';
import { type CoseMutation, coseMutation, mutateCose } from '../fixtures/mutations/cose';
import { type JwsMutation, jwsMutation, mutateJws } from '../fixtures/mutations/jws';
import { misleadingJws } from '../fixtures/mutations/misleadingJws';
import { PLANTED } from '../fixtures/mutations/name';
import { coseNamingPlugin, jwsNamingPlugin } from '../fixtures/mutations/namingPlugin';
import { notationVersions, requireTool } from '../fixtures/tools';

/** Envelopes of each format; by hand some thousands: ENVELOPE_MUTATIONS=2000 npx mocha <this file>. */
const EXAMPLES = Number(process.env['ENVELOPE_MUTATIONS'] ?? '200');
const SEED = Number(process.env['ENVELOPE_SEED'] ?? Date.now() % 1_000_000_000);

const artifact = {
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: `sha256:${'a'.repeat(64)}`,
  size: 528,
};
/** Something of notation's log, which names a plugin before it looks whether there is one. */
const searched = /Finding verification plugin \\?"(.*?)\\?"/g;

/** What notation did with an envelope. */
interface Trial {
  readonly code: number | null;
  /** Plugins whose programs ran. */
  readonly ran: ReadonlySet<string>;
  /** Plugins that notation looked for. */
  readonly searched: ReadonlySet<string>;
  readonly stderr: string;
}

/** How many envelopes of a format there were, and what became of them. */
interface Tally {
  refused: number;
  withoutPlugin: number;
  withPlugin: number;
  verified: number;
}

describe('an envelope that was changed', function () {
  this.timeout(60_000 + EXAMPLES * 3000);
  let folder: string;
  let marker: string;
  let authority: Certificate;
  let signer: Signer;
  let notation: BareNotation;
  let layouts = 0;

  before(function () {
    requireTool(this, 'notation');
    folder = mkdtempSync(path.join(tmpdir(), 'mutations-'));
    marker = path.join(folder, 'ran');
    authority = certificateAuthority({ folder, commonName: 'authority' });
    const leaf = issuedCertificate(authority, { folder, commonName: 'leaf' });
    signer = signerOf(leaf, authority);
    notation = new BareNotation(folder);
    notation.trust([authority]);
    for (const name of PLANTED) {
      notation.addPlugin(name, `#!/bin/sh\necho '${name}' >> '${marker}'\nexit 1\n`);
    }
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function tryWith(
    program: string,
    envelope: Buffer,
    mediaType: EnvelopeMediaType,
  ): Promise<Trial> {
    layouts += 1;
    const layout = `layout-${layouts}`;
    const directory = path.join(folder, layout);
    rmSync(marker, { force: true });
    try {
      await writeSignatureLayout(directory, { subject: artifact, envelope, mediaType });
      const flags = ['--debug', '--oci-layout', '--scope', 'registry.example/app'];
      const args = ['verify', ...flags, `${layout}@${artifact.digest}`];
      const { code, stderr } = await notation.run(program, args);
      assert.match(stderr, /Processing signature with manifest/, stderr);
      const ran = existsSync(marker) ? readFileSync(marker, 'utf8').trim().split('\n') : [];
      const names = [...stderr.matchAll(searched)].map(([, name = '']) => name);
      return { code, ran: new Set(ran), searched: new Set(names), stderr };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Gives what the reader let through to every notation: no program runs that the reader did not name. */
  async function check(envelope: Buffer, mediaType: EnvelopeMediaType, tally: Tally) {
    const reading: EnvelopeReading = readEnvelope(envelope, mediaType, artifact);
    if ('refusal' in reading) {
      assert.notEqual(reading.refusal.reason, 'it cannot be read', 'the reader itself failed');
      tally.refused += 1;
      return;
    }
    const { verificationPlugin, isForSubject } = reading.envelope;
    tally[verificationPlugin === undefined ? 'withoutPlugin' : 'withPlugin'] += 1;
    const named = verificationPlugin === undefined ? [] : [verificationPlugin];
    for (const { path: program, version } of notationVersions()) {
      const trial = await tryWith(program, envelope, mediaType);
      for (const name of [...trial.ran, ...trial.searched]) {
        assert(named.includes(name), `notation ${version} turned to ${name}: ${trial.stderr}`);
      }
      if (trial.code === 0) {
        assert(isForSubject && named.length === 0, `notation ${version} verified it`);
        tally.verified += 1;
      } else {
        // Else the failure would count for the artifact, and block a good signature behind this one.
        const failed = trial.stderr
          .split('\n')
          .flatMap((line) => parseSignatureFailure(line) ?? []);
        assert.equal(failed.length, 1, `notation ${version} failed otherwise: ${trial.stderr}`);
      }
    }
  }

  function report(format: string, tally: Tally): void {
    const { refused, withoutPlugin, withPlugin, verified } = tally;
    console.log(
      `      ${format}, seed ${SEED}: ${refused} refused, ${withoutPlugin} let through without a plugin, ` +
        `${withPlugin} with one; ${verified} verifications passed`,
    );
    // Otherwise the test compares nothing. Chance gives many without a plugin; some with one are always tried.
    assert(
      withoutPlugin > EXAMPLES / 50 && withPlugin >= PLANTED.length,
      'too few were let through',
    );
  }

  const newTally = (): Tally => ({ refused: 0, withoutPlugin: 0, withPlugin: 0, verified: 0 });
  const settings = { numRuns: EXAMPLES, seed: SEED, endOnFailure: false };

  it('as JWS, makes notation run no program that the reader does not name', async () => {
    const tally = newTally();
    await fc.assert(
      fc.asyncProperty(jwsMutation, async (mutation: JwsMutation) => {
        const envelope = mutateJws(signer, payloadOf(artifact), mutation);
        await check(envelope, 'application/jose+json', tally);
      }),
      { ...settings, examples: [...misleadingJws, ...jwsNamingPlugin].map((one) => [one]) },
    );
    report('JWS', tally);
  });

  it('as COSE, makes notation run no program that the reader does not name', async () => {
    const tally = newTally();
    await fc.assert(
      fc.asyncProperty(coseMutation, async (mutation: CoseMutation) => {
        const envelope = mutateCose(signer, payloadOf(artifact), mutation);
        await check(envelope, 'application/cose', tally);
      }),
      { ...settings, examples: coseNamingPlugin.map((one) => [one]) },
    );
    report('COSE', tally);
  });
});
