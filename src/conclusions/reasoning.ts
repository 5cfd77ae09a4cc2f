import { gone, opened } from '#src/declarations/sealed.ts'
import { newKey, seal, sealWithMaster, unseal, unsealWithMaster } from '#src/platform/crypto.ts'

/** Why there is no suspicion, in words; why a second person did not follow. */
export type Reasoning = { words: string; declined: string }
type Keyed = { id: string; wrapped_key: Buffer | null }

const keyLabel = (id: string): string => `conclusion-key:${id}`
const label = (id: string): string => `conclusion:${id}`

/** A key of its own for each, as declarations have: it dies by itself. */
export const newConclusionKey = (id: string): Buffer => sealWithMaster(newKey(), keyLabel(id))
const keyOf = ({ id, wrapped_key: wrapped }: Keyed): Buffer => {
  if (!wrapped) throw gone()
  return opened(() => unsealWithMaster(wrapped, keyLabel(id)))
}

export const sealReasoning = (row: Keyed, said: Reasoning): Buffer => seal(keyOf(row), Buffer.from(JSON.stringify(said)), label(row.id))
export const openReasoning = (row: Keyed & { content: Buffer | null }): Reasoning | null => {
  const { content } = row
  return content ? opened(() => JSON.parse(unseal(keyOf(row), content, label(row.id)).toString()) as Reasoning) : null
}
