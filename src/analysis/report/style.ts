import { SHADES } from './palette.js';

const shades = (theme: 'light' | 'dark'): string => SHADES.map((shade, index) => `--shade-${index}:${shade[theme]};`).join('');

/** The style sheet of the report: one measure of space, one typeface, colour for variants and verdicts alone. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fdfdfc;--ink:#1b1f24;--muted:#59626d;--rule:#e2e5e9;--faint:#f4f5f6;--link:#0a58a8;--good:#0a7048;--bad:#b3261e;${shades('light')}}
@media (prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e9ecef;--muted:#a3acb6;--rule:#30363d;--faint:#1c2126;--link:#7cb8f5;--good:#4cc38a;--bad:#ff8a80;${shades('dark')}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main,footer{max-width:1240px;margin:0 auto;padding:0 24px}
main{padding-top:36px}
footer{padding-top:24px;padding-bottom:48px;color:var(--muted);font-size:14px}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:16px;top:12px;background:var(--page);padding:6px 10px;z-index:1}
.eyebrow{margin:0 0 10px;color:var(--muted);font-size:14px;letter-spacing:.01em}
h1{margin:0;font-size:clamp(21px,2.7vw,33px);line-height:1.28;font-weight:400;letter-spacing:-.012em;max-width:34em;text-wrap:pretty}
h1 strong{font-weight:700}
.more{list-style:none;margin:20px 0 0;padding:0;font-size:17px}
.more li{padding:3px 0}
.more .meta{display:block;margin-top:2px}
.whole{white-space:nowrap}
.meta{margin:14px 0 0;color:var(--muted);font-size:14.5px;max-width:none}
h2{margin:0 0 18px;font-size:25px;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h3{margin:34px 0 10px;font-size:18px;line-height:1.35;font-weight:650}
h4{margin:0 0 6px;font-size:15px;line-height:1.4;font-weight:650}
p{margin:0 0 12px;max-width:72ch}
section{padding-top:28px;margin-top:52px;border-top:1px solid var(--rule)}
nav{margin-top:40px;border-top:1px solid var(--rule);padding-top:14px}
nav ul{display:flex;flex-wrap:wrap;gap:2px 20px;list-style:none;margin:0;padding:0;font-size:15px}
nav a{display:inline-block;padding:4px 0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:36px 44px;margin:28px 0 8px}
.chart{margin:0;min-width:0;max-width:590px}
.chart svg.plot{display:block;width:100%;height:auto;overflow:visible;font-family:inherit;font-variant-numeric:tabular-nums}
.plot text{white-space:pre}
.plot [aria-label="y-grid"],.plot [aria-label="x-grid"]{stroke-opacity:.13}
.plot [aria-label$="axis tick"]{stroke-opacity:.4}
.narrow{display:none}
figcaption{margin-top:8px;color:var(--muted);font-size:13.5px;line-height:1.5}
.name{unicode-bidi:isolate;overflow-wrap:anywhere}
.muted{color:var(--muted);font-weight:400}
.small{color:var(--muted);font-size:12.5px;font-weight:400}
.about{color:var(--ink);margin-bottom:6px}
.scenario h3{margin-top:22px}
.variants,.legend{display:flex;flex-wrap:wrap;gap:4px 26px;list-style:none;margin:10px 0 18px;padding:0;font-size:15px}
.variants li,.legend li{max-width:100%}
.swatch{display:inline-block;vertical-align:middle}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr));gap:12px 36px;margin:22px 0 0}
.facts dt{color:var(--muted);font-size:13.5px}
.facts dd{margin:0}
.scroll{overflow-x:auto;margin:14px 0 24px;position:relative}
table{border-collapse:collapse;font-size:14px;line-height:1.45;font-variant-numeric:tabular-nums;overflow-wrap:normal}
caption{caption-side:top;text-align:left;color:var(--muted);font-size:13.5px;padding:0 0 8px}
caption span{position:sticky;left:0;display:inline-block;max-width:min(90ch,calc(100vw - 48px));white-space:normal}
caption span span,caption .name{display:inline;max-width:none;position:static}
th,td{padding:8px 12px 8px 0;text-align:right;vertical-align:top;border-top:1px solid var(--rule);font-weight:400}
th:last-child,td:last-child{padding-right:2px}
thead th{border-top:0;color:var(--muted);vertical-align:bottom;font-weight:600;font-size:13.5px}
th:first-child,th.text,td.text{text-align:left}
tbody th{min-width:130px;max-width:300px}
td{white-space:nowrap}
td.text,.reason{white-space:normal}
.reason{display:inline-block;min-width:180px}
thead th{min-width:70px;max-width:200px}
td.text{min-width:90px;max-width:420px}
td .name,th .name{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;max-width:240px}
thead .name{margin-left:auto}
td ul{margin:0;padding-left:18px}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em;overflow-wrap:anywhere}
.best{font-weight:700}
.star{color:var(--good)}
.never,.badge.worse{color:var(--bad);font-weight:600}
.badge{white-space:nowrap;color:var(--muted)}
.badge.better{color:var(--good);font-weight:600}
details{margin:0 0 20px}
summary{cursor:pointer;color:var(--link);padding:4px 0;width:max-content;max-width:100%}
.warnings{padding-left:20px;max-width:80ch}
@media (max-width:640px){
main,footer{padding-left:20px;padding-right:20px}
main{padding-top:24px}
section{margin-top:40px}
.wide{display:none}
.narrow{display:block}
h2{font-size:22px}
tbody th{min-width:110px;max-width:170px}
td .name,th .name{max-width:150px}
}
@media print{nav,.skip{display:none}section{break-inside:auto}.chart,tr{break-inside:avoid}}
`;
