import { fullAddress } from '#src/platform/letterhead.ts'
import { json, view, type Answer } from '#src/web/answer.ts'
import type { Columns } from '#src/web/components.ts'
import { openApiOf } from '#src/web/openapi.ts'
import type { Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/visit.ts'
import { chaptersOf } from './chapters.page.ts'

const server = (): string => fullAddress('/').replace(/\/$/, '')

/** Drawn once for each address we are known by: it says what the program takes, which changes with the program alone. */
const drawnOnce = <Drawn>(draw: (at: string) => Drawn): () => Drawn => {
  const known = new Map<string, Drawn>()
  return () => {
    const at = server()
    if (!known.has(at)) known.set(at, draw(at))
    return known.get(at)!
  }
}

/** GET /v1/openapi.json: for anybody, drawn from the schemas that check each call. */
export const showOpenApi = (routes: readonly Route[]) => {
  const drawn = drawnOnce((at) => openApiOf(routes, at))
  return async (): Promise<Answer> => json(drawn())
}

const columnsOf = ({ t }: Visit): Record<'takes' | 'gives', Columns> => {
  const [name, kind] = [{ label: t('reference:field'), isLead: true }, { label: t('reference:kind') }]
  return { takes: { name, kind, required: { label: t('reference:required') } }, gives: { name, kind } }
}

/** The same, for people. */
export const showReference = (routes: readonly Route[]) => {
  const drawn = drawnOnce((at) => chaptersOf(openApiOf(routes, at)))
  return async (visit: Visit): Promise<Answer> =>
    view('reference/reference', {
      title: visit.t('reference:title'),
      columns: columnsOf(visit),
      chapters: drawn(),
      sample: `curl -u "stest_…:" ${server()}/v1/checkout/ -H "Content-Type: application/json" -d '{"amount": 1250, "currency": "eur"}'`,
    })
}
