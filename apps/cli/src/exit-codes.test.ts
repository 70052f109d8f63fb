import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentError, EXIT_CODES as AGENT_EXIT_CODES } from '@tensorguard/agent';
import { CliError } from './errors.ts';
import { EXIT_CODES, exitReasonOf } from './exit-codes.ts';

test('every number has one meaning', () => {
  const codes = Object.values(EXIT_CODES).map(({ code }) => code);
  assert.deepEqual(codes, [...new Set(codes)]);
});

test('an agent ends with the same number whether it runs by itself or under the command', () => {
  for (const [reason, code] of Object.entries(AGENT_EXIT_CODES)) {
    assert.equal(EXIT_CODES[reason as keyof typeof AGENT_EXIT_CODES].code, code, reason);
  }
});

test('what ends an agent has a number of its own, whether it ends while it starts or later', () => {
  const cases = [
    ['identity_revoked', 6],
    ['identity_expired', 7],
    ['enrolment_refused', 8],
    ['trust_pin_mismatch', 8],
    ['join_token_missing', 2],
    ['platform_unreachable', 1],
  ] as const;
  for (const [code, expected] of cases) {
    assert.equal(EXIT_CODES[exitReasonOf(new AgentError(code, 'x'))].code, expected, code);
    const ended = new CliError('agent_ended', 'x', { details: { agentCode: code } });
    assert.equal(EXIT_CODES[exitReasonOf(ended)].code, expected, code);
  }
  for (const agentCode of [undefined, 'toString', 'unheard_of']) {
    assert.equal(exitReasonOf(new CliError('agent_ended', 'x', { details: { agentCode } })), 'failure');
  }
});
