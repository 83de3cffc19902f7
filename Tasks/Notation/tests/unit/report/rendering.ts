import MarkdownIt, { type Token } from 'markdown-it';

/** What a page shows. */
export interface Page {
  /** Tables by rows and cells, the head first. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  readonly headings: readonly string[];
  /** Paragraphs, those of lists too. */
  readonly paragraphs: readonly string[];
  /** Elements other than those a page of this task is made of. */
  readonly strangers: readonly string[];
}

const own =
  /^(text|text_special|(heading|paragraph|table|thead|tbody|tr|th|td|bullet_list|list_item)_(open|close))$/;

/** What shows a digest in full on request. */
const ownHtml = /^<\/?(?:details|summary)>$/;

/** As trusting as a reader can be: CommonMark with tables, HTML, and links of whatever looks like one. */
const reader = new MarkdownIt({ html: true, linkify: true });

/** Renders Markdown, and tells what of it a reader sees. */
export function pageOf(markdown: string): Page {
  const tables: string[][][] = [];
  const headings: string[] = [];
  const paragraphs: string[] = [];
  const strangers: string[] = [];
  const tokens = reader.parse(markdown, {});
  tokens.forEach((token, at) => {
    const opened = tokens[at - 1]?.type ?? '';
    if (token.type === 'table_open') tables.push([]);
    if (token.type === 'tr_open') tables.at(-1)?.push([]);
    if (token.type !== 'inline') {
      if (!own.test(token.type)) strangers.push(`${token.type} ${token.content}`);
      return;
    }
    const children = token.children ?? [];
    const odd = children.filter(({ type, content }) => !own.test(type) && !ownHtml.test(content));
    strangers.push(...odd.map(({ type, content }) => `${type} ${content}`));
    const text = textOf(children);
    if (/^t[hd]_open$/.test(opened)) tables.at(-1)?.at(-1)?.push(text);
    else (opened === 'heading_open' ? headings : paragraphs).push(text);
  });
  return { tables, headings, paragraphs, strangers };
}

function textOf(children: readonly Token[]): string {
  return children.map(({ content }) => content).join('');
}
