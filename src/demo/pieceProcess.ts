import { makePiece } from './pieces/makePiece.ts'
import type { PieceInput } from './pieces/facts.ts'

/** The child that makes pieces, ahead of the story, on the other core. When its parent goes, so does it. */
export type Ordered = { number: number; input: PieceInput }
export type Made = { number: number; fileName: string; bytes: Uint8Array } | { number: number; fault: string }

const answer = (made: Made): void => {
  if (process.connected) process.send?.(made)
}

process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))

process.on('message', ({ number, input }: Ordered) => {
  makePiece(input).then(
    ({ fileName, bytes }) => answer({ number, fileName, bytes }),
    (error: unknown) => answer({ number, fault: error instanceof Error ? error.message : 'unknown' }),
  )
})
