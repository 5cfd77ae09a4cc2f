import { isUsualDay } from '#src/kernel/calendar.ts'

/** What the program cannot know of the register by itself, in the order in which it is read. */
export const settingNames = ['controller', 'representative', 'officer', 'transfers', 'processors', 'package_days'] as const
export type SettingName = (typeof settingNames)[number]

const mostDays = 90

/** What is wrong with a value; null where it can stand. */
export const settingProblem = (name: SettingName, value: string): string | null => {
  if (name !== 'package_days') return value.length > 2_000 ? 'web:field.too_long' : null
  return /^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= mostDays ? null : 'processing:field.bad_days'
}

/** A version of the register is a day on which something of it changed, and how many there had been: « 2026-12-04 (3) ». */
export const versionOf = (changedOn: readonly string[], day: string): { on: string; number: number } | null => {
  const days = [...new Set(changedOn.filter((one) => isUsualDay(one) && one <= day))].sort()
  const last = days.at(-1)
  return last ? { on: last, number: days.length } : null
}
