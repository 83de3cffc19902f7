/**
 * Checks the address of the repository and gives it in one spelling.
 *
 * @param text an https address, such as `https://github.com/contoso/notation`
 * @returns the address without `.git` and without a slash at its end; undefined where the text is no
 * such address, or holds a user, a query or a fragment
 */
export function repositoryAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, search, hash, pathname } = new URL(text);
  if (protocol !== 'https:' || [username, password, search, hash].join('') !== '') return undefined;
  const address = text.replace(/\/+$/, '').replace(/\.git$/, '');
  return /^\/[^/]/.test(pathname) && /^[\w:/.%-]+$/.test(address) ? address : undefined;
}

/**
 * The address at which people read a file of the repository.
 *
 * @param repository as `repositoryAddress` gives it
 * @param file its path in the repository
 */
export function pageAddress(repository: string, file: string): string {
  if (isAzureRepos(repository)) return `${repository}?path=/${file}`;
  return `${repository}/blob/main/${file}`;
}

/** The address at which people report a flaw in private; undefined where the host has no such page. */
export function reportAddress(repository: string): string | undefined {
  const isGitHub = new URL(repository).hostname === 'github.com';
  return isGitHub ? `${repository}/security/advisories/new` : undefined;
}

function isAzureRepos(repository: string): boolean {
  return repository.includes('/_git/');
}
