interface Kept {
  readonly tag: string;
  readonly text: string;
}

/** Keeps answers in memory, and asks the API for one only if it differs from the one that is kept (304 if not). */
export function onlyChanges(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const answers = new Map<string, Kept>();
  return async (input, init = {}) => {
    if ((init.method ?? 'GET') !== 'GET') return fetch(input, init);
    const kept = answers.get(String(input));
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(kept && { 'if-none-match': kept.tag }),
    };
    const response = await fetch(input, { ...init, headers });
    if (response.status === 304 && kept !== undefined) return new Response(kept.text);
    const tag = response.headers.get('etag');
    if (!response.ok || tag === null) return response;
    const text = await response.text();
    answers.set(String(input), { tag, text });
    return new Response(text);
  };
}
