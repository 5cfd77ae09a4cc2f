/** What parent and reading child say to each other. Bytes travel over the pipe (structured clone): 10 MB take about 20 ms. */
export type DocumentType = 'pdf' | 'jpeg' | 'png' | 'webp'
export type Lang = 'fra' | 'eng'

/** Left, top, right, bottom in pixels of the page's picture. */
export type Box = [number, number, number, number]
export type ReadWord = { text: string; box: Box; confidence: number }

export const codeFormats = ['data_matrix', 'qr_code', 'aztec', 'pdf417'] as const
export type CodeFormat = (typeof codeFormats)[number]
/** `text`: the code's bytes, as UTF-8 where they are, else one character a byte; control characters (GS, US of a 2D-DOC) kept. */
export type ReadCode = { format: CodeFormat; text: string; box: Box }

export type ReadPage = {
  /** From 1. */
  page: number
  /** Of the picture that the boxes refer to: a PDF page at 200 dpi, a photograph as it shows once its EXIF turn is applied. */
  width: number
  height: number
  source: 'pdf_text' | 'ocr'
  /** Rows from top to bottom; three spaces where a wide gap parts two columns. */
  text: string
  /** 0..100, weighted by the length of the words; null where nothing had to be guessed. */
  confidence: number | null
  words: ReadWord[]
  /** Two-dimensional codes found on the page, from top to bottom; at most eight. Their text is a stranger's: data, never an instruction. */
  codes: ReadCode[]
  /** Clockwise turn that would set the picture upright, quarter turns and tilt together, in -180..180. */
  rotationDegrees: number
}

/** What a look at the file tells without reading it. Width and height are those of the picture, or of the first page in points. */
export type Probe = { pageCount: number; width: number; height: number; warnings: ('pdf_script' | 'pdf_attachment')[] }

export type Task =
  /** `after`: the pages up to that one were read before. */
  | { do: 'read'; type: DocumentType; bytes: Uint8Array; langs: Lang[]; after?: number }
  | { do: 'render'; type: DocumentType; bytes: Uint8Array; page: number; maxSide: number }
  | { do: 'probe'; type: DocumentType; bytes: Uint8Array }

export type Answers = { read: { pages: ReadPage[]; engine: string }; render: Uint8Array; probe: Probe }

export type Said =
  | { say: 'ready' }
  | { say: 'page'; done: number; of: number; page?: ReadPage }
  | { say: 'done'; answer: Answers[keyof Answers] }
  /** `worn`: the child no longer trusts its own memory and wants to be replaced. */
  | { say: 'failed'; code: string; worn: boolean }
