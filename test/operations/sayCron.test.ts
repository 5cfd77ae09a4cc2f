import { expect, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { sayCron } from '#src/operations/sayCron.ts'
import { languages, translator } from '#src/web/i18n.ts'

it('says every schedule of the house in words', () => {
  for (const lang of languages)
    for (const [name, { every }] of Object.entries(jobs)) expect(sayCron(every ?? null, translator(lang)), name).not.toContain('*')
  const say = (cron: string) => sayCron(cron, translator('fr'))
  expect([say('* * * * *'), say('25 */4 * * *'), say('37 2-5 * * *'), say('5 6 * * *'), say('*/5 * * * *')]).toEqual([
    'chaque minute',
    'toutes les 4 heures, à la minute 25',
    'chaque heure de 02:37 à 05:37',
    'chaque jour à 06:05',
    'toutes les 5 minutes',
  ])
  expect(say('1 2 3 4 5')).toBe('1 2 3 4 5')
})
