import { integerOf, type RegoNumber } from '../../value/big-number.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/value.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { civilFromNs } from './internal/civil-time.ts';
import { formatTime } from './internal/format-time.ts';
import { goJsonText } from './internal/go-json.ts';
import { checkRequestMembers, setText } from './internal/http-request.ts';
import { splitUrl } from './internal/split-url.ts';
import { signAwsRequest } from './internal/sign-aws-request.ts';

const NAME = 'providers.aws.sign_req';
const REQUIRED_CONFIG = ['aws_service', 'aws_access_key', 'aws_secret_access_key', 'aws_region'] as const;
const MAX_INT64 = 2n ** 63n;

const signRequest: BuiltinFunction = ([requestOperand, configOperand, time], context) => {
  const request = requestOperand as RegoObject;
  const config = configOperand as RegoObject;
  checkConfig(config);
  const timestamp = timestampOf(time as RegoNumber);
  checkRequestMembers(NAME, request, 1);
  const headersOperand = request.get('headers') ?? RegoObject.EMPTY;
  if (!(headersOperand instanceof RegoObject)) {
    throw operandError(NAME, 0, `must be object but got ${typeName(headersOperand)}`);
  }
  const [url, method] = [request.get('url')!, request.get('method')!];
  const invalid = ['method', 'url'].filter((name) => typeof request.get(name) !== 'string');
  if (invalid.length > 0) {
    throw operandError(NAME, 1, `invalid values for required request parameters(s): ${setText(invalid)}`);
  }
  const parts = splitUrl(url as string);
  if (typeof parts === 'string') throw builtinError(NAME, parts);
  const unsigned = config.get('disable_payload_signing') ?? false;
  if (typeof unsigned !== 'boolean') {
    throw operandError(NAME, 2, "invalid value for 'disable_payload_signing' in AWS config");
  }
  const headers = new Map([...headersOperand].map(([name, value]) => [textOf(name), textOf(value)]));
  const body = bodyText(request);
  context.charge(body.length / 16);
  const added = signAwsRequest(
    { ...parts, method: method as string, headers, body },
    {
      accessKey: textOf(config.get('aws_access_key')),
      secretKey: textOf(config.get('aws_secret_access_key')),
      sessionToken: textOf(config.get('aws_session_token')),
      region: textOf(config.get('aws_region')),
      service: textOf(config.get('aws_service')),
      timestamp,
      signPayload: !unsigned,
    },
  );
  return request.with('headers', RegoObject.from([...headers, ...added]));
};

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function checkConfig(config: RegoObject): void {
  const missing = REQUIRED_CONFIG.filter((name) => !config.has(name));
  if (missing.length > 0) {
    throw operandError(NAME, 2, `missing required AWS config parameters(s): ${setText(missing)}`);
  }
  const invalid = REQUIRED_CONFIG.filter((name) => typeof config.get(name) !== 'string');
  if (invalid.length > 0) {
    throw operandError(NAME, 2, `invalid values for required AWS config parameters(s): ${setText(invalid)}`);
  }
}

function timestampOf(time: RegoNumber): string {
  const ns = integerOf(time);
  // OPA refuses numbers that are written with an exponent, which are not told apart here; no time before 1970 makes sense.
  if (ns === undefined || ns >= MAX_INT64 || ns < 0n) {
    throw operandError(NAME, 3, 'could not convert time_ns value into a unix timestamp');
  }
  return formatTime({ ...civilFromNs(ns), offsetSeconds: 0, zoneName: 'UTC' }, '20060102T150405Z');
}

function bodyText(request: RegoObject): string {
  const raw = request.get('raw_body');
  if (raw !== undefined) return textOf(raw);
  const body = request.get('body');
  return body === undefined ? '' : goJsonText(body);
}

/** The builtins of OPA's category "providers.aws". */
export const providersBuiltins: readonly Builtin[] = [
  { name: NAME, args: ['object', 'object', 'number'], result: 'object', deterministic: true, run: signRequest },
];
