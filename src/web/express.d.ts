import 'express-serve-static-core'
import type { Refusal } from '#src/kernel/errors.ts'

declare module 'express-serve-static-core' {
  interface Request {
    /** Given by the first middleware; in every log line and on error pages. */
    id: string
    /** Why a form with files was refused before it was read whole. */
    uploadRefusal?: Refusal
  }
}
