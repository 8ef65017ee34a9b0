/**
 * Light and dark by the reader's setting. Every color of text has a contrast of at least 4.5 to 1 to what is below it
 * (WCAG 2.2, 1.4.3). Nothing has to be scrolled on a phone: what is longer than a line continues on the next one.
 */
export const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --dim: #59636e; --page: #ffffff; --muted: #f6f8fa; --line: #d1d9e0; --added: #116329; --removed: #a40e26; --replaced: #953800; --changed: #0550ae; --unclear: #7d4e00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #f0f6fc; --dim: #9198a1; --page: #0d1117; --muted: #151b23; --line: #3d444d; --added: #7ee787; --removed: #ffa198; --replaced: #ffa657; --changed: #79c0ff; --unclear: #f2cc60; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 1100px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.5em; margin: 0.5em 0; }
h2 { font-size: 1.25em; margin: 2em 0 0.5em; padding-top: 0.75em; border-top: 1px solid var(--line); }
h3 { font-size: 1.1em; margin: 1.5em 0 0.5em; }
h4 { font-size: 1em; margin: 1em 0 0.5em; }
h1 + p { font-size: 1.1em; margin: 0 0 1em; padding: 12px 16px; border-left: 4px solid var(--changed); background: var(--muted); }
h1 + p strong { font-weight: 600; }
dl { margin: 0 0 1em; }
dl div { display: grid; grid-template-columns: 110px minmax(0, 1fr); column-gap: 12px; padding: 3px 0; }
dt { color: var(--dim); }
dd { margin: 0; }
.wide { overflow-x: auto; margin: 8px 0 16px; }
table { border-collapse: collapse; }
th, td { padding: 6px 12px; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--muted); white-space: nowrap; }
code, pre { font: 0.8125em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { padding: 2px 4px; border-radius: 4px; background: var(--muted); white-space: nowrap; }
code.long { white-space: normal; }
code.long span { white-space: nowrap; }
pre { margin: 8px 0; padding: 12px; overflow-x: auto; background: var(--muted); }
details, .change { margin: 8px 0; }
.change { padding-left: 1.1em; }
summary { cursor: pointer; }
a { color: var(--changed); }
.word, .mark { white-space: nowrap; }
.mark { font-weight: 600; }
.added { color: var(--added); fill: var(--added); }
.granted { color: var(--replaced); fill: var(--replaced); }
.removed { color: var(--removed); fill: var(--removed); }
.replaced { color: var(--replaced); fill: var(--replaced); }
.changed { color: var(--changed); fill: var(--changed); }
.unclear { color: var(--unclear); fill: var(--unclear); }
.kept { color: var(--dim); fill: var(--dim); }
.picture { display: block; max-width: 100%; min-width: 340px; height: auto; font-family: system-ui, sans-serif; }
.picture .name { fill: var(--text); font-weight: 600; }
.picture .muted { fill: var(--dim); }
.picture .card { fill: var(--muted); stroke: var(--line); }
.picture .target { fill: var(--page); stroke: var(--changed); }
.picture .way { fill: none; stroke: currentColor; stroke-width: 2; }
.picture .way.removed { stroke-dasharray: 6 4; }
.picture .way.unclear { stroke-dasharray: 2 4; }
.picture .way.kept { stroke-width: 1; }
@media (max-width: 900px) {
  th, td { padding: 6px 8px; font-size: 0.9375em; }
}
@media (max-width: 640px) {
  body { font-size: 15px; }
  h1 + p { font-size: 1em; padding: 10px 12px; }
  h1 + p .word { font-size: 0.9em; }
  dl div { grid-template-columns: minmax(0, 1fr); }
  pre { white-space: pre-wrap; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { margin: 0 0 12px; padding: 6px 0; border: 1px solid var(--line); border-radius: 6px; }
  td { padding: 3px 10px; border: 0; }
  td::before { content: attr(data-head); display: block; color: var(--dim); font-size: 0.8125em; }
  td code { font-size: 0.8em; }
  td:has(> div:empty) { display: none; }
}
`;
