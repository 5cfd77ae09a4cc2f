import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { Pixels } from '#src/platform/pdf/page.ts'
import type { Face } from './faces.ts'

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/\n/g, '<br>')

const item = ({ label, value, x, y, beside, size = 24 }: Face['items'][number]): string =>
  beside
    ? `<div style="left:${x}px;top:${y}px;font-size:${size}px;white-space:nowrap"><span style="font-size:20px;vertical-align:top">${escaped(label)}</span>
       <b style="display:inline-block;margin-left:14px">${escaped(value)}</b></div>`
    : `<div style="left:${x}px;top:${y}px;white-space:nowrap"><span style="font-size:14px;color:#555">${escaped(label)}</span><br>
       <b style="font-size:${size}px;line-height:1.15">${escaped(value)}</b></div>`

const htmlOf = ({ width, height, titles, items, zone = [], portrait }: Face): string => {
  const size = (width - 40) / Math.max(1, ...zone.map((line) => line.length)) / 0.602
  return `<style>body{margin:0;width:${width}px;height:${height}px;position:relative;font-family:sans-serif;color:#111;
    background:repeating-linear-gradient(8deg,#eaf0f6 0 9px,#e2ebf4 9px 11px)}div{position:absolute}</style>
    ${titles .map((title, at) => `<div style="left:30px;top:${14 + at * 34}px;font-size:${at ? 18 : 26}px;color:#235;font-weight:bold">${escaped(title)}</div>`) .join('')}
    ${
    portrait
      ? `<div style="left:30px;top:110px;width:${width * 0.24}px;height:${height * 0.48}px;background:radial-gradient(circle at 50% 40%,#889 30%,#ccd 32%)"></div>`
      : ''
  }
    ${items.map(item).join('')}
    <div style="left:20px;bottom:16px;font:${size}px/1.35 'DejaVu Sans Mono',monospace;white-space:pre">${zone.map(escaped).join('<br>')}</div>`
}

/** The face as a scanner of 300 dpi would see a clean print. */
export const drawFace = async (page: Page, face: Face): Promise<{ png: Buffer; pixels: Pixels }> => {
  await page.setViewportSize({ width: face.width, height: face.height })
  await page.setContent(htmlOf(face))
  const png = await page.screenshot()
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { png, pixels: { data, width: info.width, height: info.height } }
}
