import multer from 'multer'
import type { RequestHandler } from 'express'
import { invalid, Refusal } from '#src/kernel/errors.ts'

/** 10 MB a file (issue: documents). Held in memory: sealed before it touches a disk. */
export const maxFileBytes = 10 * 1024 * 1024

/** How many files a form may carry, how large each, and what is said of one that is larger: 10 MB where nothing else is. */
export type UploadLimits = { files: number; fileBytes?: number; tooBig?: string }

const asRefusal = (error: unknown, tooBig: string): unknown => {
  if (!(error instanceof multer.MulterError)) return error
  const field = error.field ?? 'file'
  if (error.code === 'LIMIT_FILE_SIZE') return invalid({ [field]: tooBig })
  if (error.code === 'LIMIT_FILE_COUNT') return invalid({ [field]: 'documents:file.too_many' })
  return invalid({ form: 'web:field.bad_value' })
}

const isMalformed = (error: unknown): boolean => error instanceof Error && /Multipart|Unexpected end|Malformed|boundary/i.test(error.message)

/**
 * Reads a form with files. The names come as UTF-8; what the type is, the bytes will say. A form that is refused here (too big, too many)
 * is carried on as `req.uploadRefusal`, so that the route can draw the form again with the cause beside the field.
 */
export const readUploads = ({ files, fileBytes = maxFileBytes, tooBig = 'documents:file.too_big' }: UploadLimits): RequestHandler => {
  const read = multer({
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: { fileSize: fileBytes, files, fields: 100, fieldSize: 100_000, parts: 100 + files, headerPairs: 50 },
  }).any()
  return (req, res, next) => read(req, res, (error: unknown) => {
    if (!error) return next()
    // The rest of the body is drained, so that the browser hears the answer instead of a broken connection.
    req.resume()
    const refused = isMalformed(error) ? invalid({ form: 'web:field.bad_value' }) : asRefusal(error, tooBig)
    if (!(refused instanceof Refusal)) return next(refused)
    req.files = []
    req.uploadRefusal = refused
    next()
  })
}
