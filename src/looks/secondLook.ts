import { sha256 } from '#src/platform/crypto.ts'

// What a second look is, whether of a hit or of an alert: a drawn share of what one person decided is judged again by another, who does not
// know the first answer.

/** Whether it is among those that somebody else judges again: drawn by its id, so that nobody can foresee or repeat it. */
export const isDrawn = (id: string, bps: number): boolean =>
  sha256(Buffer.from(`second look ${id}`)).readUInt32BE(0) / 2 ** 32 < bps / 10_000

export const lookShelves = ['waiting', 'disagreed', 'done'] as const
export type LookShelf = (typeof lookShelves)[number]

/** As far as both kinds agree. `by_staff` null: nobody has looked again. */
export type Look = { first_by: string; by_staff: string | null }

/** Why somebody is not the second: he was the first, or another has answered. Null: he may. */
export const whyNotSecond = (
  look: Look,
  staffId: string,
): 'four_eyes' | 'state_has_changed' | null => (look.first_by === staffId ? 'four_eyes' : look.by_staff ? 'state_has_changed' : null)

/** How often the second saw it otherwise: by who was first, or by the first's reason. */
export type Rate = { by: 'person' | 'reason'; key: string; looked: number; disagreed: number }
