import type { Refusal } from '#src/kernel/errors.ts'

/**
 * A refused input says which it is and what is wrong with it, with the values of its sentence; never by a key. Loads its words only when it
 * must speak.
 */
export const sayRefusal = async ({ code, fields, details }: Refusal): Promise<string> => {
  const { hasText, translator } = await import('#src/web/i18n.ts')
  const t = translator('en')
  const said = Object.entries(fields).filter(([, key]) => hasText('en', key)).map(([name, key]) => `${name}: ${t(key, details)}`)
  if (said.length > 0) return [...new Set(said)].join('; ')
  return hasText('en', `errors:${code}.text`) ? t(`errors:${code}.text`, details) : code
}
