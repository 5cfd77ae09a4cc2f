import type { Route } from './web/route.ts'

/** The payment API: every address under /v1 that has a contract; /v1/openapi.json is drawn from this list. */
export const apiRoutes: Route[] = []
