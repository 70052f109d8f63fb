import { jsonText } from '../../../value/json.ts';
import type { Value } from '../../../value/value.ts';

const ESCAPED = /[<>&\u2028\u2029]/g;

/** JSON of a value as Go's `json.Marshal` writes it: what could harm a web page is escaped. */
export function goJsonText(value: Value): string {
  // These characters stand only inside of strings.
  return jsonText(value).replaceAll(
    ESCAPED,
    (char) => String.raw`\u` + char.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}
