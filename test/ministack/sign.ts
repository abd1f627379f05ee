import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** `fetch` that signs each request (Signature Version 4) for a service of the region, as the AWS command line does. */
export function signedFetch(
  { accessKeyId, secretAccessKey }: Credentials,
  { service, region }: { service: string; region: string },
): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = typeof init.body === 'string' ? init.body : '';
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const headers = new Headers(init.headers);
    headers.set('x-amz-date', time);
    const signed = 'host;x-amz-date';
    const canonical = [
      init.method ?? 'GET',
      url.pathname.split('/').map(encode).join('/'),
      [...url.searchParams]
        .map(([key, value]) => `${encode(key)}=${encode(value)}`)
        .sort()
        .join('&'),
      `host:${url.host}\nx-amz-date:${time}\n`,
      signed,
      sha256(body),
    ].join('\n');
    const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
    const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
    const signature = hmac(key, text).toString('hex');
    headers.set(
      'authorization',
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
    );
    return fetch(url, { ...init, headers });
  };
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
