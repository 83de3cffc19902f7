import type { Manifest } from '../identity';
import { pageAddress, reportAddress } from './address';

/** The passages of pages that depend on where the repository and the Marketplace page are. */
export const passages = {
  /** README: how to get the extension. */
  readme({ publisher, id, repository }: Manifest): string {
    if (repository === undefined) {
      return `The extension is not in the Marketplace yet. Until it is, upload it yourself: [Publish it yourself](#publish-it-yourself).`;
    }
    const market = `https://marketplace.visualstudio.com/items?itemName=${publisher}.${id}`;
    return `Get it from the [Marketplace](${market}). The sources are at <${repository.uri}>.`;
  },

  /** The page in the Marketplace: where the guides are. */
  overview({ repository }: Manifest): string {
    if (repository === undefined) {
      return 'To begin: the repository of this extension has a guide from an empty vault to a verified image, complete pipelines to copy, and an explanation of each error code.';
    }
    const link = (title: string, file: string): string =>
      `[${title}](${pageAddress(repository.uri, file)})`;
    return [
      `To begin: ${link('from an empty vault to a verified image', 'docs/getting-started.md')},`,
      `${link('pipelines to copy', 'examples/sign-and-verify.yml')},`,
      `${link('each error code explained', 'docs/troubleshooting.md')},`,
      `${link('what the task promises', 'docs/security.md')}.`,
    ].join(' ');
  },

  /** SECURITY: where a flaw is reported. */
  security({ repository }: Manifest): string {
    const report = repository && reportAddress(repository.uri);
    if (report !== undefined) return `Report it in private: <${report}>.`;
    if (repository === undefined) {
      return 'Report it in private to the maintainers of the repository. On GitHub use _Report a vulnerability_ on the _Security_ page.';
    }
    return `Report it in private to the maintainers of the repository: <${repository.uri}>.`;
  },
};
