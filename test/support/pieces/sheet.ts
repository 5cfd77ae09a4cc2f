/** One page of a piece as HTML, with what is printed in it in the format of FORMAT.md. `size` in millimetres. */
export type Drawn = { id: string; type: string; html: string; fields: Record<string, string>; size?: [width: number, height: number] }

const style =
  `*{box-sizing:border-box;margin:0}body{font-family:'Liberation Sans',Arial,Helvetica,'DejaVu Sans',sans-serif;color:#111;background:#fff;font-size:13px;line-height:1.35;position:relative}
.page{padding:48px 56px;position:relative}h1{font-size:24px;text-align:center;margin:14px 0}h2{font-size:15px;margin:14px 0 6px}table{border-collapse:collapse}
.band{background:#e3e3e3;font-weight:bold;padding:5px 8px;margin:16px 0 8px}.kv{width:100%}.kv td{padding:3px 8px 3px 0;vertical-align:top}.kv td:first-child{width:270px;color:#333}.kv td+td{font-weight:bold}
.box td,.box th{border:1px solid #333;padding:5px 14px;text-align:center}.window{position:absolute;left:440px;line-height:1.45}.small{font-size:10px;color:#444}.right{text-align:right}.centre{text-align:center}
.serif{font-family:'Liberation Serif','DejaVu Serif',serif}.brand{font-size:26px;font-weight:bold}.row{display:flex;justify-content:space-between}.ink{color:#0b3d91}`

export const page = (body: string): string =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><style>${style}</style><body><div class="page">${body}</div></body></html>`

export const pairs = (rows: [label: string, value: string][]): string =>
  `<table class="kv">${rows.map(([label, value]) => `<tr><td>${label}</td><td>${value}</td></tr>`).join('')}</table>`

export const cells = (head: string[], ...rows: string[][]): string =>
  `<table class="box"><tr>${head.map((text) => `<th>${text}</th>`).join('')}</tr>${rows.map((row) => `<tr>${row.map((text) => `<td>${text}</td>`).join('')}</tr>`).join('')}</table>`

export const specimen = '<p class="small" style="margin-top:24px">SPÉCIMEN - document fictif, sans valeur</p>'
