import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parseReference } from '../../../src/artifacts/reference';
import { openTrust } from '../../../src/commands/trust';
import { applicableStatement } from '../../../src/trust/policy';
import { writeTrust } from '../../../src/trust/stage';
import type { Certificate } from '../../fixtures/certificates';
import {
  type CertificateFile,
  type CertificateSet,
  anyCertificateFile,
} from '../../fixtures/trust/certificateFiles';
import { Oracle, type StoreFiles, writeStores } from '../../fixtures/trust/oracle';
import { anyPolicyFile } from '../../fixtures/trust/policyFiles';
import { certificateWithText } from '../../fixtures/trust/unusualCertificates';
import { notationVersions, requireTool } from '../../fixtures/tools';

/** How far an artifact got: the later, the more it is trusted. */
const verdicts = ['refused', 'logged', 'skipped', 'passed'] as const;
type Verdict = (typeof verdicts)[number];

const runs = Number(process.env['NOTATION_ORACLE_RUNS'] ?? 120);
/** Also counts what notation takes and the task refuses; otherwise only the rest is asked of notation. */
const isCounting = process.env['NOTATION_ORACLE_RUNS'] !== undefined;
const seed = Number(process.env['NOTATION_ORACLE_SEED'] ?? Date.now() % 2 ** 31);

/** A file of nothing but a certificate. */
const fileOf = ({ commonName, pem }: Certificate): CertificateFile => ({
  ...{ title: commonName, content: Buffer.from(pem), judged: Buffer.from(pem) },
});

describe('what the task trusts', () => {
  let folder: string;
  const oracles: Oracle[] = [];
  let cast: CertificateSet;

  before(async function () {
    requireTool(this, 'notation');
    folder = mkdtempSync(path.join(tmpdir(), 'notation-oracle-'));
    for (const notation of notationVersions()) {
      const own = path.join(folder, notation.version);
      mkdirSync(own);
      const oracle = new Oracle(notation, own);
      await oracle.sign();
      oracles.push(oracle);
    }
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function verdictOf({ code, log }: { code: number | null; log: string }): Verdict {
    if (code !== 0) return 'refused';
    if (log.includes('Trust policy is configured to skip')) return 'skipped';
    return log.includes('Warning: authenticity was set') ? 'logged' : 'passed';
  }

  const rank = (verdict: Verdict): number => verdicts.indexOf(verdict);

  /** What comes of a trust by the task; the statement that the task and notation say applies. */
  async function byTask(
    oracle: Oracle,
    policy: Buffer,
    stores: Readonly<Record<string, StoreFiles>>,
    scope: string,
  ): Promise<{ verdict: Verdict; named?: string | undefined; applied?: string | undefined }> {
    const home = mkdtempSync(path.join(oracle.folder, 'task-'));
    try {
      const [trustPolicy, trustStore] = [path.join(home, 'policy.json'), path.join(home, 'store')];
      writeFileSync(trustPolicy, policy);
      mkdirSync(trustStore);
      writeStores(trustStore, stores);
      let trust;
      try {
        const artifacts = [parseReference(`${scope}:v1`)];
        const policies = { files: [trustPolicy], store: trustStore };
        [trust] = openTrust({ kind: 'policy', policies, publishers: [] }, artifacts).trusts;
        assert(trust !== undefined);
      } catch (error) {
        assert(error instanceof AggregateError, String(error));
        return { verdict: 'refused' };
      }
      const config = path.join(home, 'notation');
      writeTrust(trust, path.join(config, 'trustpolicy.json'), path.join(config, 'truststore'));
      const result = await oracle.verify(home, scope);
      return {
        verdict: verdictOf(result),
        named: applicableStatement(trust.policy, scope)?.name,
        applied: /Trust policy configuration: &\{Name:(.*?) RegistryScopes:/.exec(result.log)?.[1],
      };
    } finally {
      rmSync(home, { recursive: true });
    }
  }

  async function byNotation(
    oracle: Oracle,
    policy: Buffer,
    stores: Readonly<Record<string, StoreFiles>>,
    scope: string,
  ): Promise<Verdict> {
    const home = mkdtempSync(path.join(oracle.folder, 'raw-'));
    try {
      oracle.writeRaw(home, policy, stores);
      return verdictOf(await oracle.verify(home, scope));
    } finally {
      rmSync(home, { recursive: true });
    }
  }

  const anyOracle = fc.nat({ max: 1 }).map((at) => {
    const oracle = oracles[at % oracles.length];
    assert(oracle !== undefined);
    return oracle;
  });

  it(`G12 S2 is never more than notation trusts from the same certificates (${runs} runs, seed ${seed})`, async function () {
    this.timeout(runs * 5000);
    const counts = { passed: 0, narrower: 0, refused: 0, logged: 0 };
    for (const [at, oracle] of oracles.entries()) {
      const { authority, stranger, signer, folder: own } = oracle;
      const nesting = ['\n', 'x', '-'.repeat(3)].map((before, number) =>
        certificateWithText(own, `${before}${authority.pem}`, `nesting${number}`),
      );
      cast = { authority, stranger, signer, nesting };
      const files = fc.array(anyCertificateFile(cast), { minLength: 1, maxLength: 2 });
      await fc.assert(
        fc.asyncProperty(
          files,
          fc.constantFrom('strict', 'strict', 'audit'),
          async (all, level) => {
            const statement = {
              ...{ name: 'a', registryScopes: ['*'], signatureVerification: { level } },
              ...{ trustStores: ['ca:signers'], trustedIdentities: ['*'] },
            };
            const policy = Buffer.from(
              JSON.stringify({ version: '1.0', trustPolicies: [statement] }),
            );
            const named = (which: 'content' | 'judged'): Record<string, StoreFiles> => ({
              'ca/signers': Object.fromEntries(
                all.map((one, number) => [`${number}.pem`, one[which]]),
              ),
            });
            const { verdict } = await byTask(oracle, policy, named('content'), 'r.example/app');
            if (verdict === 'refused' && !isCounting) return;
            const raw = await byNotation(oracle, policy, named('judged'), 'r.example/app');
            const titles = all.map(({ title }) => title).join(' | ');
            assert(rank(verdict) <= rank(raw), `${verdict}, by notation ${raw}: ${titles}`);
            if (verdict === raw) counts[verdict === 'skipped' ? 'refused' : verdict] += 1;
            else counts.narrower += 1;
          },
        ),
        {
          ...{ numRuns: Math.ceil(runs / oracles.length), seed: seed + at },
          examples: [[[fileOf(authority)], 'strict']],
        },
      );
    }
    // Else the property says nothing. Chance gives many that pass or are logged; one that passes is always tried.
    const { passed, logged } = counts;
    assert(passed >= oracles.length && passed + logged > runs / 20, JSON.stringify(counts));
    if (isCounting) console.log(JSON.stringify(counts));
  });

  it(`G12 S2 is by the statement that notation applies, of any policy (${runs} runs, seed ${seed})`, async function () {
    this.timeout(runs * 5000);
    const counts = { passed: 0, logged: 0, skipped: 0, refused: 0, narrower: 0 };
    const scopes = fc.constantFrom('r.example/app', 'r.example/app', 'R.Example/app');
    await fc.assert(
      fc.asyncProperty(anyOracle, anyPolicyFile, scopes, async (oracle, policy, scope) => {
        const { authority, stranger } = oracle;
        const stores = {
          'ca/good': { 'a.pem': Buffer.from(authority.pem) },
          'ca/bad': { 'a.pem': Buffer.from(stranger.pem) },
        };
        const { verdict, named, applied } = await byTask(oracle, policy.content, stores, scope);
        if (applied !== undefined) assert.equal(named, applied);
        if (verdict === 'refused' && !isCounting) return;
        const raw = await byNotation(oracle, policy.judged, stores, scope);
        // A registry in another case of letters is the same one to the task, and not to notation.
        const other = scope === 'R.Example/app' ? '"r.example/app"' : '"R.Example/app"';
        const isSpelled = policy.judged.includes(`"${scope}"`) || !policy.judged.includes(other);
        if (isSpelled) assert(rank(verdict) <= rank(raw), `${verdict}, by notation ${raw}`);
        counts[verdict === raw ? verdict : 'narrower'] += 1;
      }),
      { numRuns: runs, seed },
    );
    assert(counts.passed > runs / 20, JSON.stringify(counts));
    if (isCounting) console.log(JSON.stringify(counts));
  });
});
