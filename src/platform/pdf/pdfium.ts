import { PDFiumLibrary } from '@hyzyla/pdfium'

/**
 * The C interface under @hyzyla/pdfium. Its TypeScript classes give text and pictures but neither where a character stands nor a way
 * to close a page that was only read (pages stay in wasm memory until the document goes); both are one raw call away.
 */
export type Pdfium = {
  HEAPU8: Uint8Array
  wasmExports: { malloc: (size: number) => number; free: (pointer: number) => void }
  _FPDF_LoadMemDocument: (data: number, size: number, password: number) => number
  _FPDF_CloseDocument: (document: number) => void
  _FPDF_GetLastError: () => number
  _FPDF_GetSecurityHandlerRevision: (document: number) => number
  _FPDF_GetPageCount: (document: number) => number
  _FPDFDoc_GetJavaScriptActionCount: (document: number) => number
  _FPDFDoc_GetAttachmentCount: (document: number) => number
  _FPDF_LoadPage: (document: number, index: number) => number
  _FPDF_ClosePage: (page: number) => void
  _FPDF_GetPageWidth: (page: number) => number
  _FPDF_GetPageHeight: (page: number) => number
  _FPDFPage_GetAnnotCount: (page: number) => number
  _FPDFPage_Flatten: (page: number, usage: number) => number
  _FPDFPage_CountObjects: (page: number) => number
  _FPDFPage_GetObject: (page: number, index: number) => number
  _FPDFPageObj_GetType: (object: number) => number
  _FPDFPageObj_GetMatrix: (object: number, matrix: number) => number
  _FPDFPageObj_SetIsActive: (object: number, isActive: number) => number
  _FPDFFormObj_CountObjects: (form: number) => number
  _FPDFFormObj_GetObject: (form: number, index: number) => number
  _FPDFPageObj_GetBounds: (object: number, left: number, bottom: number, right: number, top: number) => number
  _FPDF_PageToDevice: (
    page: number,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    pageX: number,
    pageY: number,
    deviceX: number,
    deviceY: number,
  ) => number
  _FPDFText_LoadPage: (page: number) => number
  _FPDFText_ClosePage: (text: number) => void
  _FPDFText_CountChars: (text: number) => number
  _FPDFText_GetUnicode: (text: number, index: number) => number
  _FPDFText_HasUnicodeMapError: (text: number, index: number) => number
  _FPDFText_GetCharBox: (text: number, index: number, left: number, right: number, bottom: number, top: number) => number
  _FPDFText_GetTextObject: (text: number, index: number) => number
  _FPDFTextObj_GetTextRenderMode: (object: number) => number
  _FPDFBitmap_CreateEx: (width: number, height: number, format: number, buffer: number, stride: number) => number
  _FPDFBitmap_FillRect: (bitmap: number, left: number, top: number, width: number, height: number, colour: number) => number
  _FPDFBitmap_Destroy: (bitmap: number) => void
  _FPDF_RenderPageBitmap: (
    bitmap: number,
    page: number,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    flags: number,
  ) => void
}

/** FPDF_GetLastError. */
export const loadErrors = { password: 4, security: 5 } as const
export const objectTypes = { text: 1, image: 3, form: 5 } as const
/** Text that is there for searching and not for the eye: what a scanner's own OCR leaves under the picture. */
export const invisibleText = 3

let library: Promise<Pdfium> | undefined

/** One wasm instance per process, 4.7 MB, loaded at the first file. */
export const pdfium = (): Promise<Pdfium> => (library ??= PDFiumLibrary.init().then((loaded) => (loaded as unknown as { module: Pdfium }).module))

/** Lends `size` bytes of wasm memory and takes them back whatever happens. */
export const lend = <T>(raw: Pdfium, size: number, use: (pointer: number) => T): T => {
  const pointer = raw.wasmExports.malloc(size)
  if (pointer === 0) throw new Error(`pdfium has no ${size} bytes left`)
  try {
    return use(pointer)
  } finally {
    raw.wasmExports.free(pointer)
  }
}

/** A fresh view each time: the buffer moves when wasm memory grows. */
export const memory = (raw: Pdfium): DataView => new DataView(raw.HEAPU8.buffer)
