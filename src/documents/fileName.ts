import type { DocumentType } from '#src/platform/ocr.ts'

const extensions: Record<DocumentType, string[]> = { pdf: ['pdf'], jpeg: ['jpg', 'jpeg'], png: ['png'], webp: ['webp'] }
const longest = 120

/** Controls, invisible joiners, and the marks that turn the writing round: `exe.fdp` must not show as `pdf.exe` reversed. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu
const unsafe = /[<>:"|?*]/g

const cut = (text: string, length: number): string => [...text].slice(0, length).join('').trim()

/**
 * A name safe to show, to store and to offer for download: no path, nothing invisible, at most 120 characters, ending in the true type's
 * extension. `C:\scans\Kbis.PDF` of a picture becomes `Kbis.jpg`.
 */
export const cleanFileName = (name: string, type: DocumentType): string => {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const shown = base.replace(hidden, '').replace(unsafe, '_').replace(/\s+/g, ' ').trim().replace(/^\.+/, '')
  const dot = shown.lastIndexOf('.')
  const [stem, extension] = dot > 0 && shown.length - dot <= 6 ? [shown.slice(0, dot), shown.slice(dot + 1).toLowerCase()] : [shown, '']
  const known = extensions[type]
  const ending = known.includes(extension) ? extension : (known[0] as string)
  return `${cut(stem.replace(/[. ]+$/, ''), longest - ending.length - 1) || 'document'}.${ending}`
}
