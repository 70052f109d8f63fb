import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { newId } from '@tensorguard/core';
import { agentSpiffeId, createCsr, encodePem, generateKeyPair, splitPem } from '@tensorguard/pki';
import { ManualClock, tempDir } from '@tensorguard/testkit';
import { openAuthority } from '../../keys/authority.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet, addFleetAgent } from '../../testing/fleet-rows.ts';
import { openTestSecrets } from '../../testing/secrets.ts';
import { addTenant, ledgerEvents } from '../../testing/tenants.ts';
import { createRevocation } from './service.ts';

const exec = promisify(execFile);
const REASON = 'stolen device';

eachDatabase('the kill switch', (open) => {
  const setUp = async (t: TestContext) => {
    // A little in the past, for openssl goes by the real time and some tests move on.
    const clock = new ManualClock(Date.now() - 900_000);
    const database = await open(clock);
    const operator = await addTenant(database, 'acme');
    const { tenantId } = operator;
    const folder = await tempDir(t);
    const secrets = await openTestSecrets(database, folder);
    const urls = { crlUrl: 'http://pki/crl', ocspUrl: 'http://pki/ocsp' };
    const authority = await openAuthority({ secrets, trustDomain: 'test.example', clock, ...urls });
    const cut: string[][] = [];
    const newSwitch = () =>
      createRevocation({ database, issuing: authority.issuing, clock, onRevoked: (ids) => cut.push([...ids].sort()) });
    const fleetId = await addFleet(database, tenantId, 'site');
    const add = (of = fleetId, labels: Record<string, string> = {}) =>
      addFleetAgent(database, tenantId, of, { labels, seenAt: null });
    const events = async () =>
      (await ledgerEvents(database, tenantId)).map(({ type, subject, data }) => [type, subject, data]);
    const isDenied = (revocation: ReturnType<typeof newSwitch>, agent: { id: string }) =>
      revocation.isDenied(agent.id, '00');
    return { clock, database, operator, tenantId, folder, authority, cut, newSwitch, fleetId, add, events, isDenied };
  };

  it('denies one agent from the moment of the commit, with one ledger entry, and once', async (t) => {
    const { newSwitch, operator, add, cut, events, isDenied, database, clock, tenantId } = await setUp(t);
    const [agent, other] = [await add(), await add()];
    const revocation = newSwitch();
    await revocation.load();
    assert.equal(isDenied(revocation, agent), false);
    await revocation.revokeAgent(operator, agent.id, REASON);
    assert.deepEqual([isDenied(revocation, agent), isDenied(revocation, other)], [true, false]);
    assert.deepEqual(cut, [[agent.id]]);
    assert.deepEqual(await events(), [['agent.revoked', agent.id, { reason: REASON }]]);
    await assert.rejects(revocation.revokeAgent(operator, agent.id, REASON), { code: 'already_revoked' });
    await assert.rejects(revocation.revokeAgent(operator, newId('agt'), REASON), { code: 'not_found' });
    const row = await database.tenant(tenantId, (tx) =>
      tx.sql.selectFrom('agents').selectAll().where('id', '=', agent.id).executeTakeFirstOrThrow(),
    );
    assert.deepEqual([row.status, row.revoked_at, row.revoked_reason], ['revoked', new Date(clock.now()), REASON]);
  });

  it('takes a whole fleet, or all agents with some labels, and nobody else', async (t) => {
    const { newSwitch, operator, add, cut, events, isDenied, database, tenantId, fleetId } = await setUp(t);
    const elsewhere = await addFleet(database, tenantId, 'elsewhere');
    const here = [await add(), await add(fleetId, { site: 'a', ring: '1' })];
    const there = [await add(elsewhere, { site: 'a' }), await add(elsewhere, { site: 'a', ring: '1' })];
    const revocation = newSwitch();
    assert.deepEqual(await revocation.revokeByLabels(operator, { site: 'a', ring: '1' }, REASON), { revoked: 2 });
    assert.deepEqual(await revocation.revokeFleet(operator, fleetId, REASON), { revoked: 1 });
    assert.deepEqual(await revocation.revokeFleet(operator, fleetId, REASON), { revoked: 0 });
    assert.deepEqual(await revocation.revokeByLabels(operator, { site: 'nowhere' }, REASON), { revoked: 0 });
    assert.deepEqual(
      [...here, ...there].map((agent) => isDenied(revocation, agent)),
      [true, true, false, true],
    );
    assert.deepEqual(cut, [[here[1]!.id, there[1]!.id].sort(), [here[0]!.id]]);
    const fleetEvents = (await events()).filter(([type]) => type === 'fleet.revoked');
    assert.deepEqual(
      fleetEvents.map(([, , data]) => data),
      [
        { reason: REASON, revoked: 1 },
        { reason: REASON, revoked: 0 },
      ],
    );
    await assert.rejects(revocation.revokeFleet(operator, newId('flt'), REASON), { code: 'not_found' });
  });

  it('does not reach into another tenant', async (t) => {
    const { newSwitch, add, database, isDenied, fleetId, cut } = await setUp(t);
    const agent = await add(fleetId, { site: 'a' });
    const stranger = await addTenant(database, 'other');
    const revocation = newSwitch();
    await assert.rejects(revocation.revokeAgent(stranger, agent.id, REASON), { code: 'not_found' });
    await assert.rejects(revocation.revokeFleet(stranger, fleetId, REASON), { code: 'not_found' });
    assert.deepEqual(await revocation.revokeByLabels(stranger, { site: 'a' }, REASON), { revoked: 0 });
    assert.deepEqual(await revocation.revokeByLabels(stranger, {}, REASON), { revoked: 0 });
    assert.deepEqual([isDenied(revocation, agent), cut], [false, []]);
  });

  it('denies nobody whose revocation was not committed', async (t) => {
    const { newSwitch, operator, add, isDenied, cut } = await setUp(t);
    const agent = await add();
    const revocation = newSwitch();
    await assert.rejects(revocation.revokeAgent(operator, agent.id, 'x'.repeat(70_000)), { code: 'request_invalid' });
    assert.deepEqual([isDenied(revocation, agent), cut], [false, []]);
  });

  it('remembers after a restart, and for as long as it takes', async (t) => {
    const { newSwitch, operator, add, isDenied, clock } = await setUp(t);
    const [agent, other] = [await add(), await add()];
    await newSwitch().revokeAgent(operator, agent.id, REASON);
    await clock.advance(400 * 86_400_000);
    const restarted = newSwitch();
    assert.equal(isDenied(restarted, agent), false, 'nothing is known before load');
    await restarted.load();
    assert.deepEqual([isDenied(restarted, agent), isDenied(restarted, other)], [true, false]);
  });

  it('records that a revoked identity keeps trying, at most once a minute', async (t) => {
    const { newSwitch, add, events, clock } = await setUp(t);
    const agent = await add();
    const revocation = newSwitch();
    for (let i = 0; i < 5; i++) {
      const error = await revocation.refuse(agent, '192.0.2.1');
      assert.deepEqual([error.code, error.detail, error.reason], ['identity_refused', undefined, undefined]);
      await clock.advance(20_000);
    }
    const refusal = ['agent.identity_refused', agent.id, { serial: '01', address: '192.0.2.1' }];
    assert.deepEqual(await events(), [refusal, refusal]);
  });

  it('tells third parties by CRL and OCSP, as openssl reads them', async (t) => {
    const { newSwitch, operator, add, authority, database, tenantId, folder, clock } = await setUp(t);
    const revocation = newSwitch();
    const leaves: { id: string; serial: string }[] = [];
    for (const name of ['good', 'bad', 'gone']) {
      const agent = await add();
      const certificate = await authority.issuing.issueAgentCertificate({
        csr: createCsr({ keyPair: await generateKeyPair() }).pem,
        spiffeId: agentSpiffeId('test.example', tenantId, agent.id),
        lifetimeMs: name === 'gone' ? 600_000 : 7_200_000,
        now: clock.now(),
      });
      const [leaf, issuing] = splitPem('CERTIFICATE', certificate.chainPem);
      await writeFile(`${folder}/${name}.pem`, encodePem('CERTIFICATE', leaf!));
      await writeFile(`${folder}/issuing.pem`, encodePem('CERTIFICATE', issuing!));
      leaves.push({ id: agent.id, serial: certificate.serial });
      await database.system((tx) =>
        tx.sql
          .insertInto('agent_certificates')
          .values({
            serial: certificate.serial,
            tenant_id: tenantId,
            agent_id: agent.id,
            not_before: new Date(certificate.notBefore),
            not_after: new Date(certificate.notAfter),
            issued_at: new Date(clock.now()),
            revoked_at: null,
          })
          .execute(),
      );
    }
    const openssl = async (...args: string[]) => (await exec('openssl', args, { cwd: folder })).stdout;
    const crl = async () => {
      await writeFile(`${folder}/crl.der`, (await revocation.crl()).der);
      return openssl('crl', '-inform', 'DER', '-in', 'crl.der', '-noout', '-text', '-CAfile', 'issuing.pem');
    };
    const numberOf = (text: string) => BigInt(/CRL Number:\s*(?:0x)?([0-9A-F]+)/i.exec(text)![1]!.replace(/^/, '0x'));
    const before = await crl();
    assert.match(before, /No Revoked Certificates/);
    for (const { id } of leaves.slice(1)) await revocation.revokeAgent(operator, id, REASON);
    await clock.advance(1);
    const after = await crl();
    assert.deepEqual(
      [...after.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial]) => BigInt(`0x${serial}`).toString()).sort(),
      leaves
        .slice(1)
        .map(({ serial }) => BigInt(`0x${serial}`).toString())
        .sort(),
    );
    assert.match(after, /Privilege Withdrawn/);
    assert.ok(numberOf(after) > numberOf(before), 'a newer list has a higher number');
    await clock.advance(600_000);
    assert.equal([...(await crl()).matchAll(/Serial Number/g)].length, 1, 'what has expired need not be revoked');

    const ask = async (name: string) => {
      await openssl('ocsp', '-issuer', 'issuing.pem', '-cert', `${name}.pem`, '-reqout', `${name}.req`, '-no_nonce');
      const request = await readFile(`${folder}/${name}.req`);
      await writeFile(`${folder}/${name}.resp`, (await revocation.ocsp(request)).der);
      return openssl('ocsp', '-respin', `${name}.resp`, '-issuer', 'issuing.pem', '-cert', `${name}.pem`, '-noverify');
    };
    assert.match(await ask('good'), /good\.pem: good/);
    assert.match(await ask('bad'), /bad\.pem: revoked/);
    await database.system((tx) =>
      tx.sql.deleteFrom('agent_certificates').where('serial', '=', leaves[0]!.serial).execute(),
    );
    assert.match(await ask('good'), /good\.pem: unknown/);
    await writeFile(`${folder}/junk.resp`, (await revocation.ocsp(Buffer.from('junk'))).der);
    const junk = await openssl('ocsp', '-respin', 'junk.resp', '-resp_text', '-noverify').catch(
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
    assert.match(junk, /malformedrequest/);
  });
});
