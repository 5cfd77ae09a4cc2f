import { z } from 'zod'
import { sealWithMaster, unsealWithMaster } from '#src/platform/crypto.ts'

const column = z.string().regex(/^[a-z][a-z0-9_]*$/)

/** A table: its columns in the order in which a line has them, the sealed ones first, behind the key's name. */
const tablePart = z.strictObject({ table: column, sealed: z.array(column), plain: z.array(column), rows: z.int().nonnegative() })
export type TablePart = z.infer<typeof tablePart>

const schema = z.strictObject({
  format: z.literal(1),
  kind: z.enum(['backup', 'keys']),
  at: z.iso.datetime(),
  /** The newest migration of the database. */
  migration: z.string(),
  /** Under which the rows lie, and within them whatever is nobody's own; base64. */
  houseKey: z.base64(),
  /** Of the file of rows. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tables: z.array(tablePart),
})
export type Manifest = z.infer<typeof schema>

const label = 'backup-manifest'

/**
 * Sealed by the master key as a whole: how many rows a table has is already something (a declaration more than yesterday). Whoever has not
 * that key can make, read or change none.
 */
export const writeManifest = (manifest: Manifest): Buffer => sealWithMaster(Buffer.from(JSON.stringify(manifest)), label)

/** Null: no manifest of ours, changed since, or of another master key. */
export const readManifest = (file: Buffer): Manifest | null => {
  try {
    return schema.parse(JSON.parse(unsealWithMaster(file, label).toString()))
  } catch {
    return null
  }
}

export const manifestName = 'manifest.sealed'
export const rowsName = 'rows.sealed'
