import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createChatStream, MAX_ARGUMENTS_CHARACTERS } from './chat-stream.ts';
import { MAX_EVENT_CHARACTERS } from './event-reader.ts';
import { createHidingStream } from './hiding-stream.ts';
import { hideMails, hideMailsIn, MAIL, mailDetector } from './testing/mail-detector.ts';

function newChat() {
  const newStream = () => createHidingStream({ detector: mailDetector, hide: hideMails });
  return createChatStream({ newStream, hideArguments: hideMails, hideValue: hideMailsIn });
}

function chunk(delta: object, finish: string | null = null, index = 0): string {
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index, delta, finish_reason: finish }] })}\n\n`;
}

/** What a client makes of a stream: the text of each choice, the arguments of tools, and why choices ended. */
function read(stream: string) {
  const result = {
    text: {} as Record<number, string>,
    tools: {} as Record<string, string>,
    ends: [] as string[],
    done: 0,
  };
  for (const block of stream.split('\n\n')) {
    const data = block.replace(/^data: /, '');
    if (data === '[DONE]') result.done++;
    if (!data.startsWith('{')) continue;
    const { choices } = JSON.parse(data) as {
      choices: {
        index: number;
        delta: { content?: string; tool_calls?: { index: number; function: { arguments: string } }[] };
        finish_reason: string | null;
      }[];
    };
    for (const { index, delta, finish_reason } of choices) {
      result.text[index] = (result.text[index] ?? '') + (delta.content ?? '');
      for (const call of delta.tool_calls ?? []) {
        const key = `${index}/${call.index}`;
        result.tools[key] = (result.tools[key] ?? '') + call.function.arguments;
      }
      if (finish_reason !== null) result.ends.push(`${index} ${finish_reason} after ${result.text[index].length}`);
    }
  }
  return result;
}

function run(stream: string, sizes: readonly number[] = [7]): string {
  const bytes = Buffer.from(stream);
  const chat = newChat();
  let out = '';
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]!);
    out += chat.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out + chat.end();
}

describe('a stream of chat chunks', () => {
  const answer = 'Grüße 😀, write to anna@example.com or bob@example.org, and the rest of it follows here';
  const pieces = answer.match(/[^]{1,3}/gu)!;

  it('hides values in answers, wherever events, bytes and tokens are cut, and ends as it did', () => {
    const stream =
      chunk({ role: 'assistant', content: '' }) +
      pieces.map((content) => chunk({ content })).join('') +
      chunk({}, 'stop') +
      'data: [DONE]\n\n';
    const wanted = answer.replaceAll(MAIL, '<MAIL>');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const { text, ends, done } = read(run(stream, sizes));
        assert.deepEqual([text[0], ends, done], [wanted, [`0 stop after ${wanted.length}`], 1]);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps choices apart, and gives what is held when the stream breaks off', () => {
    const stream =
      chunk({ content: 'a@b' }, null, 0) + chunk({ content: 'x' }, null, 1) + chunk({ content: 'c.de' }, null, 0);
    assert.deepEqual(read(run(stream)).text, { 0: '<MAIL>'.slice(0, 0) + 'a@bc.de'.replace(MAIL, '<MAIL>'), 1: 'x' });
    assert.deepEqual(read(run(stream.trimEnd())).text, { 0: '<MAIL>', 1: 'x' });
  });

  it('passes text that comes with the end of its choice in its place', () => {
    assert.deepEqual(read(run(chunk({ content: 'to a@b' }) + chunk({ content: '.com' }, 'length'))), {
      text: { 0: 'to <MAIL>' },
      tools: {},
      ends: ['0 length after 9'],
      done: 0,
    });
  });

  it('holds the arguments of tools until they are whole, and passes their names at once', () => {
    const call = (part: object): string => chunk({ tool_calls: [{ index: 0, ...part }] });
    const stream =
      call({ id: 'call_1', type: 'function', function: { name: 'send', arguments: '' } }) +
      call({ function: { arguments: '{"to":"an' } }) +
      call({ function: { arguments: 'na@example.com"}' } });
    const chat = newChat();
    const early = chat.push(Buffer.from(stream));
    assert.match(early, /"name":"send"/);
    assert.doesNotMatch(early, /anna|example/);
    const late = chat.push(Buffer.from(chunk({}, 'tool_calls')));
    assert.deepEqual(read(early + late).tools, { '0/0': '{"to":"<MAIL>"}' });
    assert.match(late, /<MAIL>.*\n\n.*"finish_reason":"tool_calls"/s);
  });

  it('passes usage and other events, with any line ends, and drops comments', () => {
    const usage = { id: 'c1', choices: [], usage: { total_tokens: 3 } };
    const stream = `: ping\r\n\r\nevent: x\r\ndata: ${JSON.stringify(usage)}\r\n\r\n${chunk({ content: 'hi' }, 'stop')}`;
    const out = run(stream);
    assert.match(out, /^event: x\ndata: \{"id":"c1","choices":\[\],"usage":\{"total_tokens":3\}\}\n\n/);
    assert.equal(read(out).text[0], 'hi');
  });

  it('works for completions, and does not pass probabilities that repeat the text', () => {
    const event = (text: string, finish_reason: string | null): string =>
      `data: ${JSON.stringify({ choices: [{ index: 0, text, finish_reason, logprobs: { tokens: [text] } }] })}\n\n`;
    const out = run(event('to a@b', null) + event('.com', null) + event('', 'stop'));
    assert.match(out, /"text":"to <MAIL>"|"text":"<MAIL>"/);
    assert.doesNotMatch(out, /a@b|tokens/);
  });

  it('lets nothing through that it does not know', () => {
    const MAIL_TEXT = 'anna@example.com';
    const parts: readonly object[] = [
      { content: [{ type: 'text', text: `to ${MAIL_TEXT}` }] },
      { audio: { transcript: MAIL_TEXT } },
      { annotations: [{ url_citation: { title: MAIL_TEXT } }] },
      { thinking: MAIL_TEXT },
      { role: `it is ${MAIL_TEXT}` },
      { tool_calls: { function: { arguments: MAIL_TEXT } } },
      { tool_calls: [{ index: 0, function: { arguments: { to: MAIL_TEXT } } }] },
      { tool_calls: [{ index: 0, id: MAIL_TEXT, custom: { name: MAIL_TEXT, input: MAIL_TEXT } }] },
      { function_call: { name: MAIL_TEXT, arguments: MAIL_TEXT } },
    ];
    const chunks = [
      ...parts.map((delta) => ({ choices: [{ index: 0, delta }] })),
      { choices: [{ index: 0, message: { content: MAIL_TEXT }, content_filter: MAIL_TEXT }] },
      { choices: { 0: MAIL_TEXT }, citations: [MAIL_TEXT] },
      { error: { message: MAIL_TEXT } },
      { type: 'response.output_text.delta', delta: MAIL_TEXT },
      { id: MAIL_TEXT, usage: { note: MAIL_TEXT }, choices: [] },
    ];
    for (const each of chunks) {
      const out = run(`: ${MAIL_TEXT}\nevent: ${MAIL_TEXT}\ndata: ${JSON.stringify(each)}\n\n: ${MAIL_TEXT}\n\n`);
      assert.ok(!out.includes('anna') && out.includes('<MAIL>'), `${JSON.stringify(each)} → ${out}`);
    }
  });

  it('hides values in texts inside of deltas that come in pieces, and keeps them apart', () => {
    const said = 'it was anna@example.com who said so to all of us';
    const parts = said.match(/.{1,3}/g)!;
    const out = run(
      parts
        .map(
          (piece) =>
            chunk({ audio: { id: 'a1', transcript: piece } }) +
            chunk({ reasoning_details: [{ index: 1, type: 'reasoning.text', text: piece }] }) +
            chunk({ thinking_blocks: [{ thinking: piece, signature: 's' }] }),
        )
        .join('') + chunk({}, 'stop'),
    );
    const texts = { transcript: '', text: '', thinking: '' };
    for (const block of out.split('\n\n').filter((each) => each !== '')) {
      const { choices } = JSON.parse(block.slice('data: '.length)) as { choices: { delta: object }[] };
      JSON.stringify(choices[0]!.delta, (key, value: unknown) => {
        if (key in texts) texts[key as keyof typeof texts] += String(value);
        if (key === 'reasoning_details') assert.equal((value as { index: number }[])[0]?.index, 1);
        return value;
      });
    }
    const wanted = said.replace(MAIL, '<MAIL>');
    assert.deepEqual(texts, { transcript: wanted, text: wanted, thinking: wanted });
  });

  it('keeps calls apart that have no index', () => {
    const calls = [
      { id: 'a', function: { name: 'x', arguments: '{"x":1}' } },
      { id: 'b', function: { name: 'y', arguments: '{"y":2}' } },
    ];
    const { tools } = read(run(chunk({ tool_calls: calls }) + chunk({}, 'tool_calls')).replaceAll('"id":', '"_":'));
    assert.deepEqual(
      Object.values(tools).filter((text) => text !== ''),
      ['{"x":1}', '{"y":2}'],
    );
  });

  it('sees blank lines of any line ends, and an event that comes byte by byte', () => {
    const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x'.repeat(50_000) } }] })}`;
    for (const blank of ['\n\n', '\r\n\r\n', '\r\r', '\n\r\n', '\r\r\n']) {
      for (const size of [1, 7, 100_000])
        assert.equal(read(run(event + blank + event + blank, [size])).text[0]?.length, 100_000);
    }
  });

  it('refuses what it cannot read or hold', () => {
    const refuses = (stream: string, code: string): void => {
      const chat = newChat();
      assert.throws(() => chat.push(Buffer.from(stream)), { code });
    };
    refuses('data: {"choices":\n\n', 'document_invalid');
    refuses('data: [1]\n\n', 'document_invalid');
    refuses(`data: ${'x'.repeat(MAX_EVENT_CHARACTERS + 1)}`, 'limit_exceeded');
    const long = chunk({
      tool_calls: [{ index: 0, function: { arguments: 'x'.repeat(MAX_ARGUMENTS_CHARACTERS / 2 + 1) } }],
    });
    refuses(long + long, 'limit_exceeded');
  });
});
