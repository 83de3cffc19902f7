import type { BundledPackage } from './bundle';

/** The subject of a bill of materials. */
export interface Subject {
  readonly name: string;
  readonly version: string;
}

/**
 * The bill of materials of what is bundled, in CycloneDX 1.5. It holds neither a time nor a random
 * number: the same bundle gives the same text.
 */
export function billOfMaterials(subject: Subject, packages: readonly BundledPackage[]): string {
  const components = packages.map(({ name, version, license }) => ({
    type: 'library',
    'bom-ref': purlOf(name, version),
    name,
    version,
    ...(license === undefined ? {} : { licenses: [licenceOf(license)] }),
    purl: purlOf(name, version),
  }));
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': subject.name, ...subject },
    },
    components: uniqueBy(components, ({ purl }) => purl),
    dependencies: [{ ref: subject.name, dependsOn: [...new Set(components.map((c) => c.purl))] }],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** A name of a package that is the same everywhere: https://github.com/package-url/purl-spec. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function licenceOf(license: string): object {
  const isExpression = /[\s()]/.test(license);
  return isExpression ? { expression: license } : { license: { id: license } };
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
