/**
 * What came of an address: the same file as last time (by its ETag), a file, or a code of why there is none: `timeout`, `http_404`,
 * `too_large`, `unreachable`. Never the address: it may carry a token.
 */
export type Fetched = { kind: 'same' } | { kind: 'file'; name: string; bytes: Buffer; etag: string | null } | {
  kind: 'failed'
  why: string
}

export type FetchLimits = {
  mostBytes: number
  /** From the first word to the last byte. */
  timeoutMs: number
  etag?: string | null
}

const nameOf = (address: URL): string => decodeURIComponent(address.pathname.split('/').filter(Boolean).at(-1) ?? 'file').slice(0, 200)

const bodyOf = async (response: Response, mostBytes: number): Promise<Buffer | null> => {
  const chunks: Uint8Array[] = []
  let count = 0
  for await (const chunk of response.body ?? []) {
    count += chunk.length
    if (count > mostBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const isWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:'

const fetchIt = async (address: URL, { mostBytes, timeoutMs, etag }: FetchLimits): Promise<Fetched> => {
  const response = await fetch(address, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'follow',
    headers: { 'user-agent': 'vigie', ...(etag ? { 'if-none-match': etag } : {}) },
  })
  if (response.status === 304) return { kind: 'same' }
  if (!response.ok) {
    await response.body?.cancel()
    return { kind: 'failed', why: `http_${response.status}` }
  }
  const bytes = Number(response.headers.get('content-length') ?? 0) > mostBytes ? null : await bodyOf(response, mostBytes)
  if (bytes === null) {
    await response.body?.cancel().catch(() => {})
    return { kind: 'failed', why: 'too_large' }
  }
  return { kind: 'file', name: nameOf(new URL(response.url || address)), bytes, etag: response.headers.get('etag')?.slice(0, 200) ?? null }
}

/**
 * A file from a web server, over http or https and nothing else, within its limits. Throws nothing: an outside that does not answer is no
 * fault of ours.
 */
export const fetchFile = async (address: string, limits: FetchLimits): Promise<Fetched> => {
  if (!URL.canParse(address) || !isWeb(new URL(address))) return { kind: 'failed', why: 'bad_address' }
  try {
    return await fetchIt(new URL(address), limits)
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable' }
  }
}
