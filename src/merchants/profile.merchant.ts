import { view, type Answer } from '#src/web/answer.ts'
import type { Field } from '#src/web/components.ts'
import { languages } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'

/** GET /merchant/profile: the address one signs in with, the language, and where a new password is asked for. */
export const showProfile = async (visit: Visit): Promise<Answer> => {
  const { t, session } = visit
  const language: Field = { name: 'lang', type: 'radios', label: t('merchants:profile.language'), value: session?.language ?? 'fr', options: languages.map((lang) => ({ value: lang, label: t(`merchants:language.${lang}`) })) }
  return view('merchants/profile', { title: t('merchants:profile.title'), facts: [{ label: t('merchants:field.email'), text: session?.email ?? '' }], language })
}
