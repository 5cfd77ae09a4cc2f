import { pickLanguage, type Lang } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'

/** A tag as people write it: `fr-FR`, `fr_fr`, `FR`. Its language is what we look at. */
const primary = (
  tag: unknown,
): string | undefined => (typeof tag === 'string' ? /^([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*$/i.exec(tag)?.[1]?.toLowerCase() : undefined)

/** The address's `lang`, else the browser's, else English (seed 003, "Translation process"; spec/api.md §16 point 29). */
export const pageLanguage = ({ query, req }: Visit): Lang => pickLanguage(primary(query['lang']), req.get('accept-language'), 'en')
