import MarkdownIt from 'markdown-it';

const style = `
  body { font: 14px/1.45 "DejaVu Sans", sans-serif; margin: 0; padding: 14px 20px; color: #222; }
  h3 { font-size: 20px; margin: 0 0 8px } h4 { font-size: 16px; margin: 18px 0 6px }
  table { border-collapse: collapse; margin: 12px 0; font-size: 13px } li { margin: 4px 0; overflow-wrap: anywhere }
  th, td { border: 1px solid #ccc; padding: 5px 8px; text-align: left; vertical-align: top }
  th { background: #f3f3f3 } td { overflow-wrap: break-word }
  td:first-child, td:last-child { white-space: nowrap } td:nth-child(3) { white-space: nowrap; font-size: 12px }
`;

/** The summary of a step, from its Markdown, as a page. */
export function summaryPage(markdown: string): string {
  const body = new MarkdownIt({ html: true, linkify: true }).render(markdown);
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>${body}`;
}
