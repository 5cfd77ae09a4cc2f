import 'express-serve-static-core'

declare module 'express-serve-static-core' {
  interface Request {
    /** Given by the first middleware; in every log line and on error pages. */
    id: string
  }
}
