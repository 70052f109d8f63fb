import { canonicalText } from '../../../value/canonical-text.ts';
import type { RegoObject } from '../../../value/rego-object.ts';
import { RegoSet } from '../../../value/rego-set.ts';
import type { Value } from '../../../value/value.ts';
import { operandError } from '../../operand-error.ts';

/** Members that a request of `http.send` may have and that are text. */
export const TEXT_MEMBERS = [
  'method',
  'url',
  'raw_body',
  'tls_ca_cert',
  'tls_ca_cert_file',
  'tls_ca_cert_env_variable',
  'tls_client_cert',
  'tls_client_cert_file',
  'tls_client_cert_env_variable',
  'tls_client_key',
  'tls_client_key_file',
  'tls_client_key_env_variable',
  'tls_server_name',
] as const;

/** Members that are boolean. */
export const BOOLEAN_MEMBERS = [
  'enable_redirect',
  'tls_use_system_certs',
  'tls_insecure_skip_verify',
  'force_json_decode',
  'force_yaml_decode',
  'cache',
  'force_cache',
  'raise_error',
] as const;

const OTHER_MEMBERS = [
  'body',
  'headers',
  'timeout',
  'caching_mode',
  'force_cache_duration_seconds',
  'max_retry_attempts',
  'cache_ignored_headers',
] as const;

const ALLOWED: ReadonlySet<Value> = new Set<Value>([...TEXT_MEMBERS, ...BOOLEAN_MEMBERS, ...OTHER_MEMBERS]);
const REQUIRED = ['method', 'url'] as const;

/**
 * Checks the names of the members of an HTTP request.
 *
 * @throws RegoError `eval_type_error`
 */
export function checkRequestMembers(builtin: string, request: RegoObject, position: number): void {
  const invalid = request.keys.filter((key) => !ALLOWED.has(key));
  if (invalid.length > 0) throw operandError(builtin, position, `invalid request parameters(s): ${setText(invalid)}`);
  const missing = REQUIRED.filter((key) => !request.has(key));
  if (missing.length > 0) {
    throw operandError(builtin, position, `missing required request parameters(s): ${setText(missing)}`);
  }
}

/** Values as a set in Rego's syntax, for messages. */
export function setText(values: readonly Value[]): string {
  return canonicalText(RegoSet.from(values));
}
