// Talks to the playground's driver under /play.

/** An error with Discord's code and, for forms, the list of what is wrong. */
export class Refused extends Error {
  constructor(status, body) {
    super(body?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.code ?? 0;
    this.errors = body?.errors ?? null;
  }
}

async function ask(method, path, body, query) {
  const url = new URL(`/play${path}`, location.href);
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined && value !== null) url.searchParams.set(key, value);
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options);
  const json = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, json);
  return json;
}

export const get = (path, query) => ask("GET", path, undefined, query);
export const post = (path, body) => ask("POST", path, body);
export const patch = (path, body) => ask("PATCH", path, body);
export const remove = (path, body) => ask("DELETE", path, body ?? {});

/** Listens to what happens; calls `hear(name, data)` for each event and `line(up)` when the line goes up or down. */
export function listen(as, hear, line) {
  const source = new EventSource(`/play/events?as=${as}`);
  source.onmessage = (event) => {
    const { t, d } = JSON.parse(event.data);
    hear(t, d);
  };
  source.onopen = () => line(true);
  source.onerror = () => line(false);
  return source;
}
