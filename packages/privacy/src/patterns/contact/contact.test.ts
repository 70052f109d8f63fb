import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { EntityType } from '../../entity-types.ts';
import { createPatternRecogniser } from '../patterns.ts';

const recogniser = createPatternRecogniser();
const SURE = 0.5;

function values(text: string, type: EntityType): string[] {
  return recogniser
    .find(text)
    .filter((f) => f.type === type && f.score >= SURE)
    .map((f) => text.slice(f.start, f.end));
}

function table(type: EntityType, cases: readonly (readonly [text: string, expected: readonly string[]])[]): void {
  for (const [text, expected] of cases) {
    test(`${type} in ${JSON.stringify(text)}`, () => assert.deepEqual(values(text, type), expected));
  }
}

suite('contact data', () => {
  table('EMAIL_ADDRESS', [
    ['Write to ann.lee+news@example.co.uk.', ['ann.lee+news@example.co.uk']],
    ['<"very odd"@example.org>', ['"very odd"@example.org']],
    ['用户@例子.广告 ist neu', ['用户@例子.广告']],
    ['jörg@müller.de', ['jörg@müller.de']],
    ['postmaster@[192.0.2.7]', ['postmaster@[192.0.2.7]']],
    ['mail=bob@example.com&x=1', ['bob@example.com']],
    ['a@b and @decorator and foo@localhost', []],
    ['end.@example.com', []],
    ['icon@2x.png and logo@3x.jpeg', []],
  ]);
  table('URL', [
    ['see https://example.com/a/b?c=d#e.', ['https://example.com/a/b?c=d#e']],
    ['(http://en.example.org/wiki/Foo_(bar))', ['http://en.example.org/wiki/Foo_(bar)']],
    ['ftp://files.example.net/x.zip', ['ftp://files.example.net/x.zip']],
    ['www.example.com/path', ['www.example.com/path']],
    ['https://example.com/', []],
  ]);
  table('DOMAIN_NAME', [
    ['go to https://www.Example.com/ now', ['https://www.Example.com/']],
    ['host example.co.uk is up', ['example.co.uk']],
    ['www.example.museum', ['www.example.museum']],
    ['EXAMPLE-HOST.COM, my-host.io', ['EXAMPLE-HOST.COM', 'my-host.io']],
    ['main.rs imports lib.rs', []],
    ['Have you seen www.example.es? Or example.net: it is new', ['www.example.es', 'example.net']],
    ['route.id, this.at, options.store, file.txt, main.ts, console.log, e.g. this', []],
    ['ann@example.com', []],
  ]);
  table('IP_ADDRESS', [
    ['from 106.31.73.20:8080', ['106.31.73.20']],
    ['version 1.2.3.4 and 1.2.3.4.5 and 300.1.1.1, oid 2.5.29.14', []],
    ['dns 1.2.3.4, 10.0.0.1 and 8.8.8.8', ['1.2.3.4', '10.0.0.1', '8.8.8.8']],
    ['at 2001:db8::8a2e:370:7334.', ['2001:db8::8a2e:370:7334']],
    ['::ffff:192.0.2.128 and fe80::1%eth0', ['::ffff:192.0.2.128', 'fe80::1%eth0']],
    ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', ['2001:0db8:85a3:0000:0000:8a2e:0370:7334']],
    ['at 12:30:45 in std::vector a::b', []],
  ]);
  table('MAC_ADDRESS', [
    ['hw 00:1A:2b:3c:4D:5e up', ['00:1A:2b:3c:4D:5e']],
    ['hw aa:bb:cc:dd:ee:0f', ['aa:bb:cc:dd:ee:0f']],
    ['00-1A-2B-3C-4D-5E', ['00-1A-2B-3C-4D-5E']],
    ['001a.2b3c.4d5e', ['001a.2b3c.4d5e']],
    ['de:ad:be:ef:00:01:02:03', []],
  ]);
  table('PHONE_NUMBER', [
    ['call 650-253-0000 today', ['650-253-0000']],
    ['(650) 253-0000', ['(650) 253-0000']],
    ['+44 20 7946 0958', ['+44 20 7946 0958']],
    ['+41 (0)44 668 18 00', ['+41 (0)44 668 18 00']],
    ['my number is 0491 57 01 56', ['0491 57 01 56']],
    ['Tel 28-35-66-98', ['28-35-66-98']],
    ['555 0199-Fax', ['555 0199']],
    ['0012025550143 is my phone', ['0012025550143']],
    ['it costs 1 000 000 or 1.234.567', []],
    ['on 2012-10-01 and 12/10/2012', []],
    ['order number 12345678', []],
    ['550e8400-e29b-41d4-a716-446655440000', []],
    ['sha 3f786850e387550fdab836ed7e6dc881de23001b', []],
  ]);

  table('PHONE_NUMBER', [
    ['I tried 0121 496 0123 ext 7215 twice', ['0121 496 0123 ext 7215']],
    ['I tried 0121 496 0123 twice', []],
    ['call (02) 9374 4000 ext. 5', ['(02) 9374 4000 ext. 5']],
    ['Agent in Lima 01.1066905', ['01.1066905']],
    ['id,phone\n7,5551234567', ['5551234567']],
    ['the ratio 1.1066905', []],
  ]);
});
