/**
 * Whether a write was refused because another row already is what this one would have become (SQLSTATE 23505). `index`: the unique index
 * that says so.
 */
export const isDuplicate = (error: unknown, index: string): boolean => {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown }
  return code === '23505' && constraint === index
}
