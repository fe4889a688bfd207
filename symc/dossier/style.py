"""The look of a report: a page that reads well on a screen, on a telephone and on paper."""

STYLE = """
:root { color-scheme: light; --ink: #1a1a1a; --soft: #5f6368; --line: #dcdfe3; --pale: #f6f7f9; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; color: var(--ink); background: #fff;
  font: 15px/1.55 -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; }
h2 { font-size: 1.3rem; margin: 2.4rem 0 .6rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
h4 { font-size: .95rem; margin: 1rem 0 .3rem; }
p, ul { margin: .4rem 0 .8rem; }
.soft { color: var(--soft); }
code, pre { font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .86em; }
pre.spec { background: var(--pale); border: 1px solid var(--line); border-radius: 6px;
  padding: .8rem 1rem; overflow-x: auto; line-height: 1.5; }
.spec .k { color: #7b4fa3; font-weight: 600; } .spec .f { color: #0060a0; }
.spec .c { color: #6a737d; font-style: italic; } .spec .s { color: #00704a; }
.spec .m { color: #a04000; } .spec .p { color: #0060a0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .4rem 0 1rem; font-size: .92em; }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.plots figure { max-width: 100%; }
svg { max-width: 100%; height: auto; }
figure svg { margin-right: 1rem; }
.plots { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-end; }
.plots figure, figure { margin: .4rem 0 .8rem; }
figcaption { color: var(--soft); font-size: .88em; max-width: 34rem; }
.ok { color: #00704a; font-weight: 600; } .bad { color: #b02010; font-weight: 600; }
details > summary { cursor: pointer; color: var(--soft); }
.layer { border-left: 3px solid var(--line); padding-left: 1rem; margin: 1rem 0; }
@media (max-width: 40rem) { body { padding: .8rem; font-size: 14px; } }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2, h3, h4, summary { break-after: avoid; } figure, tr, .layer h4 { break-inside: avoid; }
  .wide, pre.spec { overflow: visible; white-space: pre-wrap; } }
"""
