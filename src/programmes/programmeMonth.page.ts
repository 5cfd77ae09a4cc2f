import type { Figures } from './programme.ts'
import type { MonthRow } from './programmes.sql.ts'

export const figuresFrom = (
  { counted, counted_once: countedOnce, fraud_cents: fraudCents, settled, authenticated }: MonthRow,
): Figures => ({ counted, countedOnce, fraudCents, settled, authenticated })
