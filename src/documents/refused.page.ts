import { dictionary } from '#src/kernel/dictionary.ts'
import { isAboutFile, type Refused } from '#src/reviews/lostRace.page.ts'
import { errorLines, type ErrorLine } from '#src/web/components.ts'
import { namedText } from '#src/web/errorSummary.ts'
import type { Visit } from '#src/web/visit.ts'

const questions: Record<string, string> = dictionary({
  reason: 'documents:refuse.reason',
  note: 'documents:refuse.note',
  why: 'documents:accept.why',
  value: 'documents:correct.value',
})

/** Several forms stand on the bench, and some are drawn by hand: each line says of which question it is. */
export const namedErrors = ({ t }: Visit, refused: Refused | undefined): ErrorLine[] =>
  !refused || isAboutFile(refused)
    ? []
    : errorLines(refused.errors, t).map(({ name, text }) => ({
      name,
      text: questions[name] ? namedText(t(questions[name]!), text, t) : text,
    }))

/** Somebody was quicker: the form is gone, the words are not. */
export const wordsTyped = (refused: Refused | undefined): string =>
  refused && isAboutFile(refused)
    ? ['note', 'why', 'value']
      .map((name) => refused.values[name])
      .filter((one): one is string => typeof one === 'string' && one.trim() !== '')
      .join('\n')
    : ''
