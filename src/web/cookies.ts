import type { CookieOptions, Request, Response } from 'express'
import type { Flash } from './answer.ts'
import type { Lang } from './i18n.ts'
import { cookieName, type Door } from './session.ts'

const readAll = (header: string | undefined): Record<string, string> =>
  Object.fromEntries(
    (header ?? '').split(';').flatMap((part) => {
      const at = part.indexOf('=')
      if (at < 0) return []
      try {
        return [[part.slice(0, at).trim(), decodeURIComponent(part.slice(at + 1).trim())] as const]
      } catch {
        return []
      }
    }),
  )

export const readCookie = (req: Request, name: string): string | undefined => readAll(req.headers.cookie)[name]?.slice(0, 2_000)

const base = (secure: boolean, path: string): CookieOptions => ({ httpOnly: true, sameSite: 'lax', secure, path })

/** The session cookie lives with the browser; the server decides how long it counts. Each door has its own, sent to that door only. */
export const setSessionCookie = (res: Response, door: Door, token: string | null, secure: boolean): void => {
  if (token) res.cookie(cookieName[door], token, base(secure, `/${door}`))
  else res.clearCookie(cookieName[door], base(secure, `/${door}`))
}

export const languageCookie = 'vigie_language'

/** The language a reader chose, for pages before any account is known. */
export const setLanguageCookie = (res: Response, lang: Lang, secure: boolean): void => {
  res.cookie(languageCookie, lang, { ...base(secure, '/'), maxAge: 365 * 86_400_000 })
}

const flashCookie = 'vigie_flash'

/** A sentence for the next page: a key of the texts and plain values, never anything personal. */
export const setFlash = (res: Response, flash: Flash, secure: boolean): void => {
  res.cookie(flashCookie, JSON.stringify(flash), { ...base(secure, '/'), maxAge: 60_000 })
}

/** The key of a text, `room:path.to.key`, as `good()` and its like are given it. */
export const isTextKey = (key: unknown): key is string => typeof key === 'string' && /^[a-zA-Z_]+:[\w.]+$/.test(key)

const isFlash = (value: unknown): value is Flash => {
  const one = value as Flash | null
  return !!one && ['good', 'warning', 'bad', 'neutral'].includes(one.tone) && isTextKey(one.key)
}

export const takeFlash = (req: Request, res: Response, secure: boolean): Flash | null => {
  const text = readCookie(req, flashCookie)
  if (!text) return null
  res.clearCookie(flashCookie, base(secure, '/'))
  try {
    const value: unknown = JSON.parse(text)
    return isFlash(value) ? value : null
  } catch {
    return null
  }
}
