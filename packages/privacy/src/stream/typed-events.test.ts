import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createChatStream } from './chat-stream.ts';
import { createHidingStream } from './hiding-stream.ts';
import { hideMails, hideMailsIn, mailDetector } from './testing/mail-detector.ts';

type Json = Record<string, unknown>;

function run(events: readonly Json[], sizes: readonly number[] = [64], isNamed = true): string {
  const newStream = () => createHidingStream({ detector: mailDetector, hide: hideMails });
  const chat = createChatStream({ newStream, hideArguments: hideMails, hideValue: hideMailsIn });
  const text = events.map(
    (event) => (isNamed ? `event: ${String(event['type'])}\n` : '') + `data: ${JSON.stringify(event)}\n\n`,
  );
  const bytes = Buffer.from(text.join(''));
  let out = '';
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]!);
    out += chat.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out + chat.end();
}

/** Events of a stream; each named line has to be the type of its data. */
function read(stream: string): Json[] {
  return stream
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [, name, data] = /^(?:event: (\S+)\n)?data: (.*)$/s.exec(block)!;
      const event = JSON.parse(data!) as Json;
      if (name !== undefined) assert.equal(name, event['type']);
      return event;
    });
}

const answer = 'Grüße 😀, write to anna@example.com or bob@example.org, and the rest of it follows here';
const pieces = answer.match(/[^]{1,3}/gu)!;
const wanted = hideMails(answer);

describe('a stream of typed events', () => {
  const messages = (parts: readonly string[]): Json[] => [
    { type: 'message_start', message: { role: 'assistant', content: [] } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...parts.flatMap((text) => [
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      { type: 'ping' },
    ]),
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', name: 'mail', input: {} } },
    ...['{"to": "anna@exa', 'mple.com"}'].map((partial_json) => ({
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'input_json_delta', partial_json },
    })),
    { type: 'content_block_stop', index: 1 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ];
  const textOf = (events: readonly Json[], member: string): string =>
    events.map(({ delta }) => (((delta ?? {}) as Json)[member] ?? '') as string).join('');

  it('hides values in texts and arguments that come in pieces, wherever they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const events = read(run(messages(pieces), sizes));
        assert.equal(textOf(events, 'text'), wanted);
        assert.equal(textOf(events, 'partial_json'), '{"to": "<MAIL>"}');
        const types = events
          .map(({ type }) => type)
          .filter((type) => type !== 'ping' && type !== 'content_block_delta');
        assert.deepEqual(types, [
          'message_start',
          'content_block_start',
          'content_block_stop',
          'content_block_start',
          'content_block_stop',
          'message_delta',
          'message_stop',
        ]);
      }),
      { numRuns: 40 },
    );
  });

  it('gives what is held before the event that closes it', () => {
    const events = read(run(messages(['to anna@', 'example.com'])));
    const stop = events.findIndex(({ type }) => type === 'content_block_stop');
    assert.equal(textOf(events.slice(0, stop), 'text'), 'to <MAIL>');
  });

  it('hides in texts of responses, keeps them apart, and searches whole events', () => {
    const piece = (item_id: string, delta: string): Json => ({
      type: 'response.output_text.delta',
      item_id,
      output_index: 0,
      content_index: 0,
      delta,
    });
    const events = read(
      run(
        [
          piece('a', 'to anna@exam'),
          piece('b', 'nothing'),
          piece('a', 'ple.com'),
          { type: 'response.function_call_arguments.delta', item_id: 'f', output_index: 1, delta: '{"a":"bob@ex' },
          { type: 'response.function_call_arguments.delta', item_id: 'f', output_index: 1, delta: 'ample.org"}' },
          {
            type: 'response.output_text.done',
            item_id: 'a',
            output_index: 0,
            content_index: 0,
            text: 'to anna@example.com',
          },
          { type: 'response.completed', response: { output: [{ text: 'to anna@example.com' }] } },
        ],
        [9],
        false,
      ),
    );
    const ofItem = (id: string): string =>
      events.map(({ item_id, delta }) => (item_id === id ? (delta as string) : '')).join('');
    assert.deepEqual([ofItem('a'), ofItem('b'), ofItem('f')], ['to <MAIL>', 'nothing', '{"a":"<MAIL>"}']);
    assert.equal(JSON.stringify(events).includes('@'), false);
    assert.equal(events.at(-1)?.['type'], 'response.completed');
  });

  it('gives what is held when the stream breaks off, and searches events of no kind', () => {
    const events = read(
      run([
        { type: 'content_block_delta', index: 0, delta: { text: 'anna@example.com' } },
        { note: 'bob@example.org' },
      ]),
    );
    assert.equal(textOf(events, 'text'), '<MAIL>');
    assert.equal(JSON.stringify(events).includes('@'), false);
  });

  it('refuses more texts than are sound', () => {
    const many = Array.from({ length: 1_025 }, (_, index) => ({ type: 'x_delta', index, delta: 'a' }));
    assert.throws(() => run(many), { code: 'limit_exceeded' });
  });
});
