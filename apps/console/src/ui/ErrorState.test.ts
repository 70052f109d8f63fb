import { ApiError } from '@tensorguard/contract';
import { fireEvent, screen } from '@testing-library/vue';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../dev/expect-accessible.ts';
import { renderKit } from '../../dev/render-kit.ts';
import ErrorState from './ErrorState.vue';

const problem = {
  type: 'x',
  title: 'The request does not fit the schema',
  status: 400,
  code: 'request_invalid' as const,
  detail: 'two fields',
  requestId: 'req-77',
  issues: [{ path: 'gate.minAgents', message: 'too small' }],
  reason: 'narrower',
};

test('an error says what happened, why, where and what to do', async () => {
  renderKit(ErrorState, { error: new ApiError('request_invalid', 400, 'no', { problem }) });
  const { textContent } = screen.getByRole('alert');
  for (const part of [
    problem.title,
    'two fields',
    'req-77',
    'gate.minAgents',
    'too small',
    'narrower',
    'Correct the fields',
  ]) {
    expect(textContent).toContain(part);
  }
  await expectAccessible();
});

test('it can be tried again', async () => {
  const retry = vi.fn();
  renderKit(ErrorState, { error: new Error('boom'), retry: true, onRetry: retry });
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledOnce();
});
