import { parseGoUrl } from './go-url.ts';
import { parseAddress } from './ip-address.ts';
import { parseTime, TimeTextError } from './parse-time.ts';
import { compileRe2Test } from './re2-test.ts';

const RFC3339 = '2006-01-02T15:04:05Z07:00';
const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
const MAX_HOST_LENGTH = 255;
const UUID = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/;
const MAILBOX = /^(?:[^\s<>@"]+|"[^"\\]*")@(?:[^\s<>@,]+|\[[^\s<>@\]]+\])$/;

function isTime(text: string, ...layouts: readonly string[]): boolean {
  return layouts.some((layout) => {
    try {
      parseTime(layout, text);
      return true;
    } catch (cause) {
      if (cause instanceof TimeTextError) return false;
      throw cause;
    }
  });
}

function isEmail(text: string): boolean {
  const named = /^[^<>]*<([^<>]+)>$/.exec(text);
  return MAILBOX.test(named?.[1] ?? text.trim());
}

function isUri(text: string): boolean {
  const url = text.includes('\\') ? undefined : parseGoUrl(text);
  return url !== undefined && url.Scheme !== '';
}

function isUriReference(text: string): boolean {
  return !text.includes('\\') && parseGoUrl(text) !== undefined;
}

/** Braces of a template have to close and do not nest. */
function isUriTemplate(text: string): boolean {
  return !text.includes('\\') && text.lastIndexOf('{') <= text.lastIndexOf('}');
}

function isPointer(text: string): boolean {
  return (text === '' || text.startsWith('/')) && !/~(?![01])/.test(text);
}

/** Tests of formats by name; a format that is not here holds for every text. */
export const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
  ['date', (text) => isTime(text, '2006-01-02')],
  ['time', (text) => isTime(text, '15:04:05Z07:00', '15:04:05')],
  ['date-time', (text) => isTime(text, '15:04:05', '15:04:05Z07:00', '2006-01-02', RFC3339)],
  ['hostname', (text) => text.length <= MAX_HOST_LENGTH && text.split('.').every((label) => LABEL.test(label))],
  ['email', isEmail],
  ['idn-email', isEmail],
  ['ipv4', (text) => text.includes('.') && parseAddress(text) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseAddress(text) !== undefined],
  ['uri', isUri],
  ['iri', isUri],
  ['uri-reference', isUriReference],
  ['iri-reference', isUriReference],
  ['uri-template', isUriTemplate],
  ['uuid', (text) => UUID.test(text)],
  ['regex', (text) => compileRe2Test(text) !== undefined],
  ['json-pointer', isPointer],
  [
    'relative-json-pointer',
    (text) =>
      /^(?:0|[1-9]\d*)(?:#$|(?=\/|$))/.test(text) && (text.endsWith('#') || isPointer(text.replace(/^\d+/, ''))),
  ],
]);
