/** The look of the panel, near to that of the classic editor. */
export const style = `
body { margin: 0; background: #fff; color: #222; font: 14px/1.45 'Segoe UI', 'DejaVu Sans', sans-serif; }
main { width: 620px; padding: 20px 28px; }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 4px; }
p { margin: 0 0 14px; color: #555; }
details { border-top: 1px solid #ddd; margin-top: 14px; padding-top: 10px; }
summary { font-weight: 600; font-size: 15px; margin-bottom: 6px; }
.field { margin: 10px 0; }
label { display: block; margin-bottom: 3px; }
label b { color: #c50f1f; }
.box { margin-bottom: 1px; }
input:not([type]), select, textarea { box-sizing: border-box; width: 100%; padding: 5px 8px;
  border: 1px solid #bbb; border-radius: 2px; font: inherit; background: #fff; }
small { display: block; color: #666; font-size: 12px; margin-top: 2px; }
code { font-family: 'DejaVu Sans Mono', monospace; font-size: 11px; overflow-wrap: anywhere; }
`;
