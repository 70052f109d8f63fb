import { entropy } from './entropy.ts';
import { isJumbled } from './internal/word-likeness.ts';

/** Words that people write where a secret will stand. */
const WORDS =
  /^(?:(?:your|my|the|some|an?)[-_ ]?)?(?:api[-_]?)?(?:change[-_]?me|change[-_]?it|placeholder|example|sample|dummy|fake|test|testing|todo|tbd|none|null|nil|undefined|true|false|string|number|boolean|pass|pwd|password|passwd|passphrase|secret|token|key|value|redacted|removed|hidden|masked|xxx+|required|optional|default|empty|unknown|anonymous|bearer|basic)(?:[-_ ]?(?:here|key|token|secret|password|value|\d{0,4}))?$/i;
/** Names of variables, secrets of a vault and parts of templates; a password may begin with the same marks. */
const REFERENCE =
  /^(?:\$(?:[({]|[A-Za-z_][\w.:>-]{0,64}$)|%(?:[A-Za-z_]\w{0,64}%?$|[({<])|@[A-Za-z_][\w.:/-]{0,64}@?$|&[A-Za-z_]\w{0,64}$|#\{|\{\{|<|process\.env|os\.environ|env\.|ENV\[|System\.|vault:|secretref|secretsmanager|arn:|file:|ref\+|op:\/\/)/i;
const PATH = /^(?:\.{0,2}|~)\/[\w./@-]*$/;
/** What stands for a password after it was hashed: crypt(3), LDAP, Django, and the names of hashes before their value. */
const HASHED =
  /^(?:\$(?:2[abxy]?|[1567y]|argon2[a-z]{0,2}|apr1|pbkdf2[\w-]{0,16}|scrypt|md5|sha1)\$|\{S?(?:SHA|MD5)\d{0,3}\}|(?:pbkdf2_sha|bcrypt|argon2|scram-sha|sha|md5)[\w-]{0,12}[$:])/i;
const WORDING = /^(?:my|your|some|the|an?)[ _-].{0,40}(?:password|passphrase|secret|token|key)$/i;
const TEMPLATE = /\$\{|\{\{|<%|%\(|\{[a-z_.]{1,40}\}|<[a-z][\w -]{0,30}>/i;
const MASKED = /^(.)\1*$|\*{3}|\.{3}|x{4}|X{4}|…|•/;
const MIN_ENTROPY = 1.5;

/** Whether a value stands for a secret instead of being one: `changeme`, `${TOKEN}`, `<token>`, `****`, a hash. */
export function isPlaceholder(value: string): boolean {
  return (
    WORDS.test(value) ||
    REFERENCE.test(value) ||
    HASHED.test(value) ||
    WORDING.test(value) ||
    TEMPLATE.test(value) ||
    MASKED.test(value) ||
    (PATH.test(value) && !isJumbled(value)) ||
    /example|placeholder|your[-_]|change[-_]?me|dummy|redacted/i.test(value) ||
    entropy(value) < MIN_ENTROPY
  );
}
