import { create } from 'qrcode'

/** A QR code as a drawing of our own: squares, no style, no script. Four squares of blank around it, as readers need. */
export const drawQr = (text: string): string => {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 8
  const squares = Array.from({ length: modules.size * modules.size }, (_, at) => at).filter((at) => modules.data[at])
  const path = squares.map((at) => `M${(at % modules.size) + 4} ${Math.floor(at / modules.size) + 4}h1v1h-1z`).join('')
  const svg = `<svg class="qr" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges" aria-hidden="true" focusable="false">`
  return `${svg}<rect width="${side}" height="${side}" fill="#fff"></rect><path fill="#000" d="${path}"></path></svg>`
}
