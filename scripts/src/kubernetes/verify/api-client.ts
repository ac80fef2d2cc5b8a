import { Agent, request } from 'undici';

/** What the API server answered. */
export interface ApiAnswer {
  readonly status: number;
  /** The object, or the Status that says why not. */
  readonly body: unknown;
  /** The texts of its Warning headers. */
  readonly warnings: readonly string[];
}

/** Plain requests to the API server, for what must be read exactly: status, reason and warnings. */
export interface ApiClient {
  /** Sends one object to a collection; unknown fields are refused. `path` from the root, with its query. */
  post(path: string, body: unknown): Promise<ApiAnswer>;
}

/** Which server, and who is asking. */
export interface ApiClientSettings {
  readonly url: string;
  readonly token: string;
  /** The server's certificate authority, PEM. */
  readonly ca: string;
}

/** Connects to an API server. */
export function createApiClient(settings: ApiClientSettings): ApiClient {
  const dispatcher = new Agent({ connect: { ca: settings.ca }, keepAliveTimeout: 1000 });
  return {
    async post(path, body) {
      const answer = await request(`${settings.url}${path}`, {
        method: 'POST',
        dispatcher,
        headers: { authorization: `Bearer ${settings.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const header = answer.headers['warning'] ?? [];
      return { status: answer.statusCode, body: await answer.body.json(), warnings: [header].flat().flatMap(warningTexts) };
    },
  };
}

/** RFC 7234: 299 - "text", several in one header parted by commas. */
function warningTexts(header: string): string[] {
  return [...header.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}
