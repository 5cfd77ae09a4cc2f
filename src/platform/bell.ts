/**
 * Rings a job early. A lost ring costs nothing: what must happen is a row already, and the schedule finds it.
 * The doors (`vigie serve`) hang the bell; in tests and on the command line nothing is hung and ringing is silent.
 */
type Bell = (job: string) => Promise<void>

let bell: Bell | null = null

export const hangBell = (one: Bell | null): void => {
  bell = one
}

export const ring = async (job: string): Promise<void> => {
  await bell?.(job)
}
