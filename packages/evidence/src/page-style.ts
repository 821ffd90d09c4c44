/** The page's whole style: light, dark, narrow and on paper. */
export const style = `
:root{color-scheme:light dark;--ink:#1b2430;--dim:#566172;--line:#d3d9e0;--bg:#fff;--soft:#f3f5f8;--ok:#0b6b46;--bad:#a4161a}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--dim:#a5b0bd;--line:#39434f;--bg:#12171d;--soft:#1b222b;--ok:#5fd3a0;--bad:#ff9a92}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
main{max-width:56rem;margin:0 auto;padding:1.5rem 1rem 3rem}h1{font-size:1.5rem;line-height:1.3}h1 small{display:block;font-size:1rem;color:var(--dim);font-weight:400}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}
span[lang=en]{color:var(--dim);font-size:.86em;font-weight:400;margin-left:.5em}.dim{color:var(--dim);font-size:.9em;margin:.15rem 0}code{font:.86em ui-monospace,Consolas,monospace;color:var(--dim);font-weight:400}
.box{border:1px solid var(--line);border-left-width:4px;background:var(--soft);padding:.75rem 1rem;border-radius:4px;margin:0 0 1rem}.ok{border-left-color:var(--ok)}.ok strong{color:var(--ok)}.bad{border-left-color:var(--bad)}.bad strong{color:var(--bad)}.box ul{margin:.4rem 0 0;padding-left:1.2rem}
.facts,.content{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.3rem 1rem;margin:0}.facts dt,.content dt{color:var(--dim);font-size:.9em}.facts dd,.content dd{margin:0;white-space:pre-wrap}
.acts{padding-left:2rem}.acts li{border-top:1px solid var(--line);padding:.75rem 0}.acts li p{margin:.15rem 0}.content{background:var(--soft);padding:.5rem .75rem;border-radius:4px}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;min-width:46rem;font-size:.9em;overflow-wrap:normal}td code{white-space:nowrap}th,td{text-align:left;vertical-align:top;border-top:1px solid var(--line);padding:.4rem .6rem .4rem 0}
@media (max-width:40rem){.facts,.content{grid-template-columns:1fr;gap:0}.facts dd,.content dd{margin-bottom:.5rem}}
@media print{:root{--ink:#000;--dim:#333;--line:#999;--bg:#fff;--soft:#fff}body{font-size:11pt}main{max-width:none;padding:0}.acts li,tr{break-inside:avoid}h2{break-after:avoid}}
`;
