/** The page's style sheet: the reader's own fonts, light and dark, and plain on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2329; --soft: #59636e; --paper: #fff; --sheet: #f4f6f8; --line: #d0d7de;
  --good: #1a7f37; --bad: #c62828; --poor: #9a6700; --open: #0969a8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9aa5b1; --paper: #12171d; --sheet: #1b222a; --line: #38424d;
    --good: #57c26b; --bad: #ff7b72; --poor: #e3b341; --open: #6cb6ff; }
}
* { box-sizing: border-box; }
body { margin: 2rem auto; padding: 0 1rem; max-width: 68rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; border-left: 6px solid; padding-left: .75rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin-bottom: .25rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { margin: .5rem 0; padding: .6rem .8rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px;
  white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .3rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr.first { background: var(--sheet); outline: 2px solid var(--bad); }
a { color: var(--open); }
.sources { color: var(--soft); font-size: .85rem; }
.state { font-weight: 600; }
h1.works, .state.works, .state.yes { color: var(--good); }
h1.broken, .state.broken, .state.no { color: var(--bad); }
h1.degraded, .state.degraded { color: var(--poor); }
h1.unknown, .state.unknown { color: var(--open); }
.state.skipped, .state.note { color: var(--soft); }
.picture { overflow-x: auto; }
svg { max-width: 100%; height: auto; }
.box { fill: var(--sheet); stroke: var(--line); stroke-width: 1.5; }
.box.guilty { stroke: var(--open); stroke-width: 3; }
.box.guilty.broken { stroke: var(--bad); }
.box.guilty.degraded { stroke: var(--poor); }
.arrow { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.unreached { stroke: var(--soft); stroke-dasharray: 4 4; }
svg text { fill: var(--ink); font: 600 13px system-ui, sans-serif; }
svg .caption, svg .mark { fill: var(--soft); font: 11px ui-monospace, monospace; }
@page { margin: 15mm; }
@media print {
  :root { --ink: #000; --soft: #444; --paper: #fff; --sheet: #fff; --line: #999;
    --good: #0b5d22; --bad: #a30000; --poor: #6b4700; --open: #003f73; color-scheme: light; }
  body { margin: 0; max-width: none; font-size: 10pt; }
  article, tr, svg { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
