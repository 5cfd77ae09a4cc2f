import { Refusal } from '#src/kernel/errors.ts'
import { newKey, seal, sealWithMaster, unseal, unsealWithMaster } from '#src/platform/crypto.ts'
import type { Content } from './content.ts'

/** A declaration has a key of its own, so that it outlives the merchant's where the law says so, and dies by itself. */
type Keyed = { id: string; wrapped_key: Buffer | null }

const keyLabel = (id: string): string => `declaration-key:${id}`
const contentLabel = (id: string): string => `declaration:${id}`

export const newDeclarationKey = (id: string): Buffer => sealWithMaster(newKey(), keyLabel(id))

/**
 * 410: its key was destroyed, and an old backup brought the row back without it; or something of either was changed. The row is ended anew
 * on its page.
 */
export const gone = (): Refusal => new Refusal(410, 'declaration_gone')
/** What a sealed thing of the compartment says, or 410. */
export const opened = <T>(open: () => T): T => {
  try {
    return open()
  } catch {
    throw gone()
  }
}

export const keyOf = ({ id, wrapped_key: wrapped }: Keyed): Buffer => {
  if (!wrapped) throw gone()
  return opened(() => unsealWithMaster(wrapped, keyLabel(id)))
}

export const sealContent = (row: Keyed, content: Content): Buffer =>
  seal(keyOf(row), Buffer.from(JSON.stringify(content)), contentLabel(row.id))
export const openContent = (row: Keyed & { content: Buffer }): Content => {
  const key = keyOf(row)
  return opened(() => JSON.parse(unseal(key, row.content, contentLabel(row.id)).toString()) as Content)
}
