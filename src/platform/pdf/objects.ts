import { lend, memory, objectTypes, type Pdfium } from './pdfium.ts'

/** More than any page a merchant sends. What lies beyond is taken for text that nobody sees, and the page is read by OCR. */
const objectCap = 20_000
const depthCap = 6

type Found = { object: number; type: number; /** How much the forms around it enlarge an area. */ scale: number }

const matrixScale = (raw: Pdfium, object: number): number =>
  lend(raw, 24, (at) => {
    if (!raw._FPDFPageObj_GetMatrix(object, at)) return 1
    const [a, b, c, d] = [0, 4, 8, 12].map((offset) => memory(raw).getFloat32(at + offset, true)) as [number, number, number, number]
    return Math.abs(a * d - b * c)
  })

/** Everything drawn on the page, what hangs in forms included: a signing service puts the scanner's whole page into one. */
export const objectsOf = (raw: Pdfium, handle: number): Found[] => {
  const found: Found[] = []
  const walk = (count: number, at: (index: number) => number, scale: number, depth: number): void => {
    for (let index = 0; index < count && found.length < objectCap; index++) {
      const object = at(index)
      const type = raw._FPDFPageObj_GetType(object)
      found.push({ object, type, scale })
      if (type !== objectTypes.form || depth >= depthCap) continue
      walk(
        raw._FPDFFormObj_CountObjects(object),
        (inner) => raw._FPDFFormObj_GetObject(object, inner),
        scale * matrixScale(raw, object),
        depth + 1,
      )
    }
  }
  walk(raw._FPDFPage_CountObjects(handle), (index) => raw._FPDFPage_GetObject(handle, index), 1, 0)
  return found
}

const areaOf = (raw: Pdfium, object: number): number =>
  lend(raw, 16, (at) => {
    if (!raw._FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12)) return 0
    const [left, bottom, right, top] = [0, 4, 8, 12].map((offset) => memory(raw).getFloat32(at + offset, true)) as [
      number,
      number,
      number,
      number,
    ]
    return Math.abs((right - left) * (top - bottom))
  })

/** How much of the page its pictures cover, all together: some scanners cut a page into strips. */
export const pictureShare = (raw: Pdfium, handle: number): number => {
  const page = raw._FPDF_GetPageWidth(handle) * raw._FPDF_GetPageHeight(handle)
  const pictures = objectsOf(raw, handle).filter(({ type }) => type === objectTypes.image)
  return Math.min(1, pictures.reduce((sum, { object, scale }) => sum + areaOf(raw, object) * scale, 0) / page)
}

/** The page as it is without its texts, for as long as `use` takes. */
export const withoutTexts = <T>(raw: Pdfium, handle: number, use: () => T): T => {
  const texts = objectsOf(raw, handle).filter(({ type }) => type === objectTypes.text)
  const setAll = (isActive: 0 | 1): void => {
    for (const { object } of texts) raw._FPDFPageObj_SetIsActive(object, isActive)
  }
  setAll(0)
  try {
    return use()
  } finally {
    setAll(1)
  }
}
