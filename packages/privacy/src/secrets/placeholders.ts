import { entropy } from './entropy.ts';

/** Words that people write where a secret will stand. */
const WORDS =
  /^(?:(?:your|my|the|some|an?)[-_ ]?)?(?:api[-_]?)?(?:change[-_]?me|change[-_]?it|placeholder|example|sample|dummy|fake|test|testing|todo|tbd|none|null|nil|undefined|true|false|string|number|boolean|pass|pwd|password|passwd|passphrase|secret|token|key|value|redacted|removed|hidden|masked|xxx+|required|optional|default|empty|unknown|anonymous|bearer|basic)(?:[-_ ]?(?:here|key|token|secret|password|value|\d{0,4}))?$/i;
const REFERENCE =
  /^(?:\$|%|@|#\{|\{\{|<|&|process\.env|os\.environ|env\.|ENV\[|System\.|vault:|secretref|arn:|file:|\/)/i;
const TEMPLATE = /\$\{|\{\{|<%|%\(|\{[a-z_.]{1,40}\}/i;
const MASKED = /^(.)\1*$|\*{3}|\.{3}|x{4}|X{4}|…|•/;
const MIN_ENTROPY = 1.5;

/** Whether a value stands for a secret instead of being one: `changeme`, `${TOKEN}`, `<token>`, `****`. */
export function isPlaceholder(value: string): boolean {
  return (
    WORDS.test(value) ||
    REFERENCE.test(value) ||
    TEMPLATE.test(value) ||
    MASKED.test(value) ||
    /example|placeholder|your[-_]|changeme|dummy/i.test(value) ||
    entropy(value) < MIN_ENTROPY
  );
}
