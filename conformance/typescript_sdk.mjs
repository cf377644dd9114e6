// The life of every resource through Cloudflare's TypeScript SDK.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import Cloudflare from 'cloudflare';

const manifest = new URL('node_modules/cloudflare/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
const ID = '023e105f4ecef8ad9ca31a8372d0c353';
const UNKNOWN = 'f174e90a-fafe-4643-bbbc-4a0ed4fc8415';
const BASE_URL = process.env.CLOUDFLARE_BASE_URL;
const CONTROL = BASE_URL.replace('/client/v4', '/__emulator');
const { leaves, authority, expired } = JSON.parse(readFileSync(process.env.CERTIFICATES, 'utf8'));
const zone = { zone_id: ID };

let checks = 0;

// Retries would hide the conflicts that are looked for.
const client = (options = {}) =>
  new Cloudflare({ baseURL: BASE_URL, maxRetries: 0, apiToken: 'conformance', ...options });

async function control(method, path, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(CONTROL + path, { method, headers, body: JSON.stringify(body) });
  assert(answer.ok, await answer.text());
}

const step = (seconds) => control('POST', '/clock/advance', { seconds });

function equal(found, expected) {
  checks += 1;
  assert.deepEqual(found, expected);
}

async function fails(kind, code, call) {
  const refusal = await Promise.resolve()
    .then(call)
    .then(
      (answer) => assert.fail(`not refused with ${code}: ${JSON.stringify(answer)}`),
      (refusal) => refusal,
    );
  assert(refusal instanceof kind, refusal);
  equal(refusal.errors[0]?.code, code);
  return refusal;
}

async function all(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

function matches(answer, leaf, ...names) {
  for (const name of names) {
    const moment = name === 'expires_on';
    const read = (value) => (moment ? Date.parse(value) : value);
    equal(read(answer[name]), read(leaf.expected[name]));
  }
}

// Zone certificates and hostname certificates live alike.
async function certificates(resource, ...facts) {
  for (const leaf of leaves) {
    const body = { ...zone, certificate: leaf.certificate, private_key: leaf.private_key };
    const created = await resource.create(body);
    equal(created.status, 'initializing');
    equal(created.certificate, leaf.certificate);
    equal('private_key' in created, false);
    matches(created, leaf, 'issuer', 'signature', 'expires_on', ...facts);
    await step(1);
    equal((await resource.get(created.id, zone)).status, 'pending_deployment');
    await step(1);
    equal((await resource.get(created.id, zone)).status, 'active');
    await fails(Cloudflare.ConflictError, 1406, () => resource.create(body));
  }
  const listed = await all(resource.list(zone));
  equal(listed.length, leaves.length);

  const [first, second, third] = leaves;
  for (const [code, certificate, private_key] of [
    [1408, 'garbage', first.private_key],
    [1408, expired.certificate, expired.private_key],
    [1411, authority.certificate, authority.private_key],
    [2200, first.certificate, second.private_key],
    [2200, first.certificate, third.private_key],
  ]) {
    await fails(Cloudflare.BadRequestError, code, () =>
      resource.create({ ...zone, certificate, private_key }),
    );
  }
  await fails(Cloudflare.NotFoundError, 1551, () => resource.get(UNKNOWN, zone));
  await fails(Cloudflare.BadRequestError, 1415, () => resource.get('no-identifier', zone));

  const [{ id }] = listed;
  equal((await resource.delete(id, zone)).status, 'pending_deletion');
  await fails(Cloudflare.ConflictError, 1414, () => resource.delete(id, zone));
  await step(2);
  equal((await resource.get(id, zone)).status, 'deleted');
  const { certificate, private_key } = first;
  const revived = await resource.create({ ...zone, certificate, private_key });
  equal([revived.id, revived.status], [id, 'initializing']);
  await step(2);
}

// The four names right under the resource go to the zone certificates.
async function deprecatedNames(pulls) {
  const listed = await all(pulls.list(zone));
  equal(listed.length, leaves.length);
  equal((await pulls.get(listed[0].id, zone)).id, listed[0].id);
}

async function zoneSettings(settings) {
  equal(await settings.get(zone), { enabled: false });
  equal(await settings.update({ ...zone, enabled: true }), { enabled: true });
  equal(await settings.get(zone), { enabled: true });
}

async function associations({ hostnames, hostnameCertificates }) {
  const [certificate] = await all(hostnameCertificates.list(zone));
  const hostname = 'app.example.com';
  const put = (fields) => all(hostnames.update({ ...zone, config: [{ hostname, ...fields }] }));
  const [made] = await put({ cert_id: certificate.id, enabled: true });
  equal([made.cert_id, made.enabled], [certificate.id, true]);
  await step(2);
  const found = await hostnames.get(hostname, zone);
  equal([found.status, found.cert_status, found.hostname], ['active', 'active', hostname]);
  equal(found.serial_number, certificate.serial_number);
  equal((await put({ enabled: false }))[0].enabled, false);
  await fails(Cloudflare.ConflictError, 1433, () => hostnameCertificates.delete(certificate.id, zone));
  equal((await put({ enabled: null }))[0].enabled, null);
  await step(2);
  await fails(Cloudflare.NotFoundError, 1552, () => hostnames.get(hostname, zone));
  await fails(Cloudflare.NotFoundError, 1553, () => put({ enabled: null }));
  await fails(Cloudflare.BadRequestError, 1404, () => put({ enabled: true }));
  await fails(Cloudflare.NotFoundError, 1551, () => put({ cert_id: UNKNOWN, enabled: true }));
  await hostnameCertificates.delete(certificate.id, zone);
}

async function accessCertificates(resource, scope) {
  const { certificate } = authority;
  const created = await resource.create({
    ...scope,
    name: 'Allow devs',
    certificate,
    associated_hostnames: ['admin.example.com'],
  });
  equal([created.name, created.associated_hostnames], ['Allow devs', ['admin.example.com']]);
  matches(created, authority, 'fingerprint', 'expires_on');
  equal(await resource.get(created.id, scope), created);
  await fails(Cloudflare.ConflictError, 12132, () => resource.delete(created.id, scope));
  const changed = await resource.update(created.id, { ...scope, associated_hostnames: [], name: 'Devs' });
  equal([changed.name, changed.associated_hostnames], ['Devs', []]);
  await fails(Cloudflare.ConflictError, 12132, () => resource.delete(created.id, scope));
  await step(1);
  equal(await resource.delete(created.id, scope), { id: created.id });
  await fails(Cloudflare.NotFoundError, 12135, () => resource.get(created.id, scope));

  const names = Array.from({ length: 23 }, (_, number) => `number ${number}`);
  for (const name of names) await resource.create({ ...scope, name, certificate });
  const namesOf = async (query) => (await all(resource.list({ ...scope, ...query }))).map(({ name }) => name);
  equal(await namesOf({}), names);
  equal(await namesOf({ per_page: 5 }), names);
  const page = await resource.list({ ...scope, page: 5, per_page: 5 });
  equal(page.result.map(({ name }) => name), names.slice(20));
  equal(page.result_info, { count: 3, page: 5, per_page: 5, total_count: 23, total_pages: 5 });
  const refusal = await fails(Cloudflare.BadRequestError, 1001, () => resource.list({ ...scope, page: 0 }));
  equal(refusal.errors[0].source.pointer, '/query/page');
}

async function accessSettings(resource, scope) {
  const item = (hostname) => ({ hostname, china_network: false, client_certificate_forwarding: true });
  equal(await all(resource.get(scope)), []);
  const both = [item('admin.example.com'), item('www.example.com')];
  equal(await all(resource.update({ ...scope, settings: both })), both);
  await all(resource.update({ ...scope, settings: [item('example.com')] }));
  equal(await all(resource.get(scope)), [item('example.com')]);
  await fails(Cloudflare.BadRequestError, 12036, () =>
    resource.update({ ...scope, settings: [item('example.org')] }),
  );
}

async function authentication() {
  const read = (options) => client(options).originTLSClientAuth.settings.get(zone);
  const denied = Cloudflare.PermissionDeniedError;
  const apiEmail = 'user@example.com';
  const apiKey = '144c9defac04969c7bfad8efaa8ea194';
  equal(await read({ apiToken: null, apiEmail, apiKey }), { enabled: true });
  equal(await read({ apiToken: null, userServiceKey: 'v1.0-emulator-service-key' }), { enabled: true });
  await fails(denied, 9109, () => read({ apiToken: 'another' }));
  await fails(denied, 10001, () => read({ apiToken: null, apiEmail, apiKey: 'another' }));
  const reader = client({ apiToken: 'reader' }).originTLSClientAuth.settings;
  equal(await reader.get(zone), { enabled: true });
  await fails(denied, 10000, () => reader.update({ ...zone, enabled: true }));
  const { settings } = client().originTLSClientAuth;
  await fails(Cloudflare.NotFoundError, 7003, () => settings.get({ zone_id: '0'.repeat(32) }));
  await fails(Cloudflare.BadRequestError, 1001, () => settings.get({ zone_id: 'nonsense' }));
}

async function limits() {
  const { settings } = client().originTLSClientAuth;
  await control('PATCH', '/settings', { rate_limit: { requests: 1, window_seconds: 60 } });
  const raw = await settings.get(zone).asResponse();
  equal(raw.headers.get('ratelimit'), '"default";r=0;t=60');
  const refusal = await fails(Cloudflare.RateLimitError, 10429, () => settings.get(zone));
  equal(refusal.headers.get('retry-after'), '60');
  await control('PATCH', '/settings', { rate_limit: null });
  // The SDK's own retries get past two faults.
  await control('POST', '/faults', { kind: 'server_error', status: 503, times: 2 });
  equal(await client({ maxRetries: 2 }).originTLSClientAuth.settings.get(zone), { enabled: true });
}

const api = client();
const pulls = api.originTLSClientAuth;
await certificates(pulls.zoneCertificates);
await certificates(pulls.hostnameCertificates, 'serial_number');
await deprecatedNames(pulls);
await zoneSettings(pulls.settings);
await associations(pulls);
for (const scope of [{ account_id: ID }, zone]) {
  await accessCertificates(api.zeroTrust.access.certificates, scope);
  await accessSettings(api.zeroTrust.access.certificates.settings, scope);
}
await authentication();
await limits();
console.log(`conformance: TypeScript SDK ${version}: ${checks} checks passed`);
