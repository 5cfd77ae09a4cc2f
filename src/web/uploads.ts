import { setImmediate as pause } from 'node:timers/promises'
import multer, { type StorageEngine } from 'multer'
import type { RequestHandler } from 'express'
import { invalid, Refusal } from '#src/kernel/errors.ts'

/** 10 MB a file (issue: documents). Held in memory: sealed before it touches a disk. */
export const maxFileBytes = 10 * 1024 * 1024

/** So much is put together at a time. */
const joinedBytes = 4 * 1024 * 1024

/** One buffer of many, a stretch at a time: of a list of sixty megabytes the others wait for none of it. */
const joined = async (chunks: readonly Buffer[]): Promise<Buffer> => {
  const all = Buffer.allocUnsafe(chunks.reduce((sum, { length }) => sum + length, 0))
  let [at, paused] = [0, 0]
  for (const chunk of chunks) {
    at += chunk.copy(all, at)
    if (at - paused < joinedBytes) continue
    paused = at
    await pause()
  }
  return all
}

/** Multer's own memory, but that a large file does not hold everybody up as it ends. */
const memory: StorageEngine = {
  _handleFile: (_, { stream }, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => void joined(chunks).then((buffer) => done(null, { buffer, size: buffer.length }), done))
  },
  _removeFile: (_, file, done) => {
    file.buffer = Buffer.alloc(0)
    done(null)
  },
}

/** How many files a form may carry, how large each, and what is said of one that is larger: 10 MB where nothing else is. */
export type UploadLimits = { files: number; fileBytes?: number; tooBig?: string }

const asRefusal = (error: unknown, tooBig: string): unknown => {
  if (!(error instanceof multer.MulterError)) return error
  const field = error.field ?? 'file'
  if (error.code === 'LIMIT_FILE_SIZE') return invalid({ [field]: tooBig })
  if (error.code === 'LIMIT_FILE_COUNT') return invalid({ [field]: 'documents:file.too_many' })
  return invalid({ form: 'web:field.bad_value' })
}

const isMalformed = (error: unknown): boolean =>
  error instanceof Error && /Multipart|Unexpected end|Malformed|boundary/i.test(error.message)

/**
 * Reads a form with files. The names come as UTF-8; what the type is, the bytes will say. A form that is refused here (too big, too many)
 * is carried on as `req.uploadRefusal`, so that the route can draw the form again with the cause beside the field.
 */
export const readUploads = ({ files, fileBytes = maxFileBytes, tooBig = 'documents:file.too_big' }: UploadLimits): RequestHandler => {
  const read = multer({
    storage: memory,
    defParamCharset: 'utf8',
    limits: { fileSize: fileBytes, files, fields: 100, fieldSize: 100_000, parts: 100 + files, headerPairs: 50 },
  })
    .any()
  return (req, res, next) =>
    read(req, res, (error: unknown) => {
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
