import { conflict } from '#src/kernel/errors.ts'

/** A house without an administrator could let nobody in again. `active` is held by the unit that asks (`lockAdministrators`). */
export const mustLeaveAdministrators = (active: readonly string[], leaving: string): void => {
  if (active.every((id) => id === leaving)) throw conflict('last_administrator')
}
