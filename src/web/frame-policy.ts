import type { PagePolicy } from './answer.ts'

/** Letters, digits, points and hyphens: what could end a directive, or stand for every host, makes no origin. */
const plainOrigin = /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/

/** The origin of an https address, as a policy may name it; null for anything else. */
export const originOf = (address: string | null): string | null => {
  if (address === null || !URL.canParse(address)) return null
  const { origin } = new URL(address)
  return plainOrigin.test(origin) ? origin : null
}

/**
 * The policy of a page that one other site may frame (null: none may). Scripts are ours, and carry their integrity (PCI DSS 6.4.3): a
 * browser that knows `Integrity-Policy` runs no other. `sendsTo`: where an answer to its form may lead, beside ourselves.
 */
export const framedPolicy = ({ framedBy, sendsTo = null }: { framedBy: string | null; sendsTo?: string | null }): PagePolicy => {
  const and = (origin: string | null): string => (origin === null ? '' : ` ${origin}`)
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `form-action 'self'${and(sendsTo)}`,
      `frame-ancestors 'self'${and(framedBy)}`,
      "base-uri 'none'",
      "object-src 'none'",
    ]
      .join('; '),
    'Integrity-Policy': 'blocked-destinations=(script)',
  }
}
