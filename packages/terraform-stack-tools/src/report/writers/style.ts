/** Light and dark by the reader's setting; wide tables scroll by themselves on a phone. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --page: #ffffff; --muted: #f6f8fa; --line: #d1d9e0; --good: #116329; --bad: #a40e26; }
@media (prefers-color-scheme: dark) {
  :root { --text: #f0f6fc; --page: #0d1117; --muted: #151b23; --line: #3d444d; --good: #7ee787; --bad: #ffa198; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.5em; }
h2, h3 { margin: 1.5em 0 0.5em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 6px 12px; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--muted); }
code, pre { font: 0.875em/1.45 ui-monospace, monospace; }
code { padding: 2px 4px; border-radius: 4px; background: var(--muted); overflow-wrap: anywhere; }
pre { padding: 12px; overflow-x: auto; background: var(--muted); }
details { margin: 8px 0; }
summary { cursor: pointer; }
.added { color: var(--good); }
.removed { color: var(--bad); }
`;
