import { z } from 'zod'

const whole = (name: string, min: number, max: number) =>
  z.string().regex(/^\d{1,15}$/, `must be an integer`).transform(Number).pipe(z.int().min(min).max(max)).describe(name)

/** `created`, `start`, `limit` of every list (spec/api.md §4). */
export const listQuery = z.object({
  created: whole('Unix seconds: nothing older', 0, 253_402_300_799).optional(),
  start: whole('Index of the first, from 0', 0, 1_000_000_000_000).default(0),
  limit: whole('How many', 1, 100).default(10),
})
export type ListQuery = z.output<typeof listQuery>

const range = z.object({
  start: z.int(),
  end: z.int(),
  limit: z.int(),
  has_more: z.boolean(),
  created: z.int().nullable(),
  order_id: z.string().nullable(),
  unique_id: z.string().nullable(),
})

/** `{ live_mode, <plural>, range }` and no other key: one client takes whatever else there is for the list. */
export const listAnswer = <Plural extends string>(plural: Plural, item: z.ZodType) =>
  z.object({ live_mode: z.boolean(), [plural]: z.array(item), range } as Record<string, z.ZodType>)

type Asked = ListQuery & { order_id?: string | undefined; unique_id?: string | undefined }

/** `found`: one more than was asked for, where there is one. */
export const listOf = <Item>(plural: string, mode: 'test' | 'live', asked: Asked, found: readonly Item[]): Record<string, unknown> => {
  const items = found.slice(0, asked.limit)
  const { start, limit, created, order_id, unique_id } = asked
  const end = Math.max(start, start + items.length - 1)
  return {
    live_mode: mode === 'live',
    [plural]: items,
    range: {
      start,
      end,
      limit,
      has_more: found.length > limit,
      created: created ?? null,
      order_id: order_id ?? null,
      unique_id: unique_id ?? null,
    },
  }
}
