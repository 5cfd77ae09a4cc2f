import { codeOf, framesOf, log } from '#src/platform/log.ts'

/** Where the program broke off: the piece and the step of it, nothing of what the piece says. */
export type Step = { documentId: string; step: string }

/** A fault of ours over one piece, for who keeps the program: the error's kind and place, never its message, which may quote the piece. */
export const noteFault = ({ documentId, step }: Step, error: unknown): void =>
  log.error(
    { subject: documentId, step, code: codeOf(error), frames: framesOf(error) },
    'the program broke off over a piece; the rest of its dossier goes on',
  )

/**
 * Pure work that may break off over what stands on a piece: null then, and it is noted. Never round a query: a failed one ends its
 * transaction.
 */
export const attempt = <T>(step: Step, work: () => T): T | null => {
  try {
    return work()
  } catch (error) {
    noteFault(step, error)
    return null
  }
}
