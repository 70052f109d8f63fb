import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt']);
/** Brotli effort: files are compressed once, at start. */
const BROTLI_QUALITY = 9;

/** What pages of this origin may load and do: nothing from elsewhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

interface Asset {
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly bodies: Readonly<Record<'identity' | 'gzip' | 'br', Uint8Array<ArrayBuffer>>>;
}

/** Serves the built console from memory. */
export interface StaticConsole {
  /** The answer for a path; pages of the app get its index. Undefined when nothing is built. */
  serve(request: Request): Response | undefined;
}

/** Reads the built console; an empty one when the folder is not there. */
export async function loadStaticConsole(dir: string): Promise<StaticConsole> {
  const assets = new Map<string, Asset>();
  const names = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const name of names) {
    if (!name.isFile()) continue;
    const path = join(name.parentPath, name.name);
    assets.set(`/${relative(dir, path).split(sep).join('/')}`, await loadAsset(path));
  }
  const index = assets.get('/index.html');
  return {
    serve(request) {
      const { pathname } = new URL(request.url);
      const asset = assets.get(pathname) ?? (extname(pathname) === '' ? index : undefined);
      return asset && answer(request, asset, pathname.startsWith('/assets/'));
    },
  };
}

async function loadAsset(path: string): Promise<Asset> {
  const identity = new Uint8Array(await readFile(path));
  const extension = extname(path);
  const small = COMPRESSIBLE.has(extension);
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  return {
    headers: {
      'content-type': MEDIA_TYPES[extension] ?? 'application/octet-stream',
      ...(extension === '.html' ? { 'content-security-policy': CONTENT_SECURITY_POLICY } : {}),
    },
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    bodies: {
      identity,
      gzip: small ? new Uint8Array(await compressGzip(identity)) : identity,
      br: small ? new Uint8Array(await compressBrotli(identity, { params })) : identity,
    },
  };
}

function answer(request: Request, asset: Asset, immutable: boolean): Response {
  const headers: Record<string, string> = {
    ...asset.headers,
    etag: asset.etag,
    vary: 'accept-encoding',
    'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (isKnown(request.headers.get('if-none-match'), asset.etag)) return new Response(null, { status: 304, headers });
  const accepted = acceptedEncodings(request.headers.get('accept-encoding'));
  const encoding = accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : 'identity';
  const body = asset.bodies[encoding];
  if (body !== asset.bodies.identity) headers['content-encoding'] = encoding;
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}

/** Whether one of the entity tags that a browser has is this one (weak comparison, RFC 9110, 13.1.2). */
function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag);
}

/** Content codings that a client takes; a weight of 0 refuses one (RFC 9110, 12.5.3). */
function acceptedEncodings(header: string | null): Set<string> {
  const codings = (header ?? '').split(',').map((part) => part.split(';').map((text) => text.trim().toLowerCase()));
  return new Set(codings.flatMap(([name, weight]) => (/^q=0(\.0*)?$/.test(weight ?? '') ? [] : [name ?? ''])));
}
