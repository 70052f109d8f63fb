import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { EntityType } from '../../entity-types.ts';
import { FakeSource } from '../fake/fake-source.ts';
import type { Faker } from '../fake/faker.ts';
import { FAKERS } from '../fake/fakers.ts';
import { keyOf, nowOf } from '../hide-context.ts';
import { encodeBase32 } from '../internal/base32.ts';
import { defineOperator } from './operator.ts';

/** A draw that gives the value back is drawn again, at most this often. */
const MAX_DRAWS = 16;
/** 80 bits. */
const STAND_IN_CHARS = 16;

/**
 * An invented value that follows from key, scope and value: the same person has the same invented name wherever she appears in the
 * scope, and nobody without the key finds the way back. A value for which there is no believable stand-in becomes `TYPE#…`.
 */
export const fake = defineOperator({
  schema: z.strictObject({ operator: z.literal('fake') }),
  apply({ type, value }, _options, context) {
    const hideKey = keyOf(context, 'fake');
    const key = hideKey.derive('fake/v1');
    const scope = context.scope ?? '';
    const faker = FAKERS[type];
    const same = faker?.same?.(value) ?? value;
    const invented = faker && invent(faker, { value, same, type, scope, key, now: nowOf(context) });
    if (invented !== undefined) return invented;
    const digest = hideKey.mac('fake/v1', ['stand-in', scope, type, same]);
    return `${type}#${encodeBase32(digest).slice(0, STAND_IN_CHARS)}`;
  },
});

interface Draw {
  readonly value: string;
  readonly same: string;
  readonly type: EntityType;
  readonly scope: string;
  readonly key: KeyObject;
  readonly now: number;
}

function invent(faker: Faker, { value, same, type, scope, key, now }: Draw): string | undefined {
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const source = new FakeSource(key, ['value', scope, type, same, String(draw)]);
    const scopeSource = new FakeSource(key, ['scope', scope, type]);
    const invented = faker.fake({ value, source, scopeSource, now });
    if (invented === undefined || (faker.same?.(invented) ?? invented) !== same) return invented;
  }
  return undefined;
}
