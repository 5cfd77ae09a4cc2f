import type { DocumentType, Lang, Probe, ReadPage } from './ocr/messages.ts'
import { endReaders, runTask } from './ocr/pool.ts'

export type { Box, CodeFormat, DocumentType, Lang, Probe, ReadCode, ReadPage, ReadWord } from './ocr/messages.ts'

type Document = { bytes: Uint8Array; type: DocumentType }
type ReadOptions = {
  /**
   * Called with 0 when the document is open, then after each page, with that page. A page may come twice (a child that died is replaced).
   */
  onProgress?: (pageDone: number, pageCount: number, page?: ReadPage) => void
  timeoutMsPerPage?: number
  signal?: AbortSignal
}

/** Of the child's own work: a dense page takes 2 s, four times that when it lies on its side. */
const patiencePerPage = 60_000
const patienceToLook = 15_000

export type Read = (
  document: Document & { langs?: Lang[]; after?: number },
  options?: ReadOptions,
) => Promise<{ pages: ReadPage[]; engine: string }>

const readInChild: Read = ({ bytes, type, langs = ['fra'], after = 0 }, { onProgress, timeoutMsPerPage = patiencePerPage, signal } = {}) =>
  runTask('reading', { do: 'read', bytes, type, langs, after }, { patience: timeoutMsPerPage, onPage: onProgress, signal })

let read = readInChild

/** Another reader, who is given the engine to ask; null: the engine alone. For tests, which read the same papers over and over. */
export const useReader = (made: ((engine: Read) => Read) | null): void => {
  read = made ? made(readInChild) : readInChild
}

/**
 * Reads every page in a child process: own text of a PDF, else OCR. Throws a Refusal: 503 `ocr_timeout` or `ocr_crashed` (the child was
 * killed or died; only this document is touched), 422 `unreadable`, `broken_pdf`, `encrypted_pdf`. `signal` ends it with its reason.
 * `after`: pages up to that one were read before and are left out.
 */
export const readDocument: Read = (document, options) => read(document, options)

/**
 * The picture of one page (from 1), WebP, for the review bench. In the child as well, photographs included: libvips is threaded and would
 * not block us, but it parses strangers' bytes in C, and the web process holds the keys to every dossier.
 */
export const renderDocumentPage = async ({ bytes, type }: Document, page: number, maxSide: number): Promise<Buffer> =>
  Buffer.from(await runTask('looking', { do: 'render', bytes, type, page, maxSide }, { patience: patienceToLook }))

/** Opens the file once without reading it. Throws 422 `encrypted_pdf`, `broken_pdf`, `too_many_pixels`, `unreadable`; 503 as above. */
export const probeDocument = ({ bytes, type }: Document): Promise<Probe> =>
  runTask('probing', { do: 'probe', bytes, type }, { patience: patienceToLook })

/** Ends the reading children, so that the process can end. */
export const closeOcr = (): Promise<void> => endReaders()
