/**
 * Takes out of a text what URLs in it may hold of secrets: the query (upload states and shared
 * access signatures stand there) and a user's name and password.
 */
export function scrubUrls(text: string): string {
  return text
    .replace(/(https?:\/\/[^\s"'?#]*)\?[^\s"']*/gi, '$1?…')
    .replace(/(https?:\/\/)[^\s"'/@]*@/gi, '$1');
}
