/** What a field got wrong: its name → the key of the sentence that says what to type (`room:path`). */
export type FieldErrors = Record<string, string>

/**
 * The one way to say no. `status` is the HTTP answer, `code` is at once log field, API type and key of the human text
 * (`errors:<code>`), `fields` name what is wrong with an input, `details` are values the text may show (never secrets).
 */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly fields: FieldErrors
  readonly details: Record<string, string | number>

  constructor(status: number, code: string, fields: FieldErrors = {}, details: Record<string, string | number> = {}) {
    super(code)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.fields = fields
    this.details = details
  }
}

/** 404. Also for what exists but is not yours. */
export const notFound = (code = 'not_found'): Refusal => new Refusal(404, code)
/** 403: it is known and seen, but this actor may not do this. */
export const forbidden = (code = 'forbidden'): Refusal => new Refusal(403, code)
/** 409: the state, or somebody a moment ago, forbids it. */
export const conflict = (code: string, details: Record<string, string | number> = {}): Refusal => new Refusal(409, code, {}, details)
/** 422: the input is wrong; every wrong field is named. */
export const invalid = (fields: FieldErrors, code = 'invalid'): Refusal => new Refusal(422, code, fields)
/** 429: too many tries; `retryAfter` in seconds. */
export const tooMany = (retryAfter: number): Refusal => new Refusal(429, 'too_many', {}, { retryAfter })
/** 503: not now. */
export const unavailable = (code = 'unavailable'): Refusal => new Refusal(503, code)
