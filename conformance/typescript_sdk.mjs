// The life of every resource through Cloudflare's TypeScript SDK.

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import Cloudflare from 'cloudflare';
import { V4PagePaginationArray } from 'cloudflare/core/pagination';

const manifest = new URL('node_modules/cloudflare/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
const ID = '023e105f4ecef8ad9ca31a8372d0c353';
const UNKNOWN = 'f174e90a-fafe-4643-bbbc-4a0ed4fc8415';
const BASE_URL = process.env.CLOUDFLARE_BASE_URL;
const CONTROL = BASE_URL.replace('/client/v4', '/__emulator');
const { leaves, authority, authorities, requests, expired } = JSON.parse(readFileSync(process.env.CERTIFICATES, 'utf8'));
const zone = { zone_id: ID };

let checks = 0;

// Retries would hide the conflicts that are looked for.
const client = (options = {}) =>
  new Cloudflare({ baseURL: BASE_URL, maxRetries: 0, apiToken: 'conformance', ...options });

async function control(method, path, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(CONTROL + path, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert(answer.ok, text);
  return text;
}

// Adds the operations that succeeded since the last time, each in its scope.
async function remember(succeeded) {
  for (const { operation, status, path } of JSON.parse(await control('GET', '/requests')).requests) {
    if (operation && status && status < 300) succeeded.add(`${path.split('/')[3]} ${operation}`);
  }
  await control('DELETE', '/requests');
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

// The SDK has no method for this list; its own call for lists has to do.
async function associationList(api) {
  const { hostnames, hostnameCertificates } = api.originTLSClientAuth;
  const certificate = (await all(hostnameCertificates.list(zone))).find(({ status }) => status === 'active');
  const names = Array.from({ length: 7 }, (_, number) => `host-${number}.example.com`);
  const put = (some, fields) =>
    all(hostnames.update({ ...zone, config: some.map((hostname) => ({ hostname, ...fields })) }));
  const list = (query) =>
    all(api.getAPIList(`/zones/${ID}/origin_tls_client_auth/hostnames`, V4PagePaginationArray, { query }));
  const namesOf = async (query) => (await list(query)).map(({ hostname }) => hostname);

  await step(60);
  await put(names, { cert_id: certificate.id, enabled: true });
  equal(await namesOf({}), []);
  equal((await namesOf({ status: 'all' })).filter((name) => names.includes(name)), names);
  await step(60);
  const active = await list({});
  equal(active.map(({ hostname }) => hostname), names);
  for (const item of active) {
    equal([item.cert_id, item.status, item.enabled], [certificate.id, 'active', true]);
    equal([Date.parse(item.created_at) > 0, Date.parse(item.updated_at) > 0], [true, true]);
  }
  equal(await namesOf({ per_page: 3 }), names);
  equal(await namesOf({ per_page: 3, page: 3 }), names.slice(6));
  await put(names.slice(0, 1), { enabled: null });
  equal(await namesOf({}), names.slice(1));
  equal(await namesOf({ status: 'pending_deletion' }), names.slice(0, 1));
  equal((await namesOf({ status: 'active,pending_deletion' })).sort(), names);
  await fails(Cloudflare.BadRequestError, 1001, () => list({ status: 'asleep' }));
  await fails(Cloudflare.BadRequestError, 1001, () => list({ per_page: 0 }));
  await put(names.slice(1), { enabled: null });
  await step(60);
  equal(await namesOf({}), []);
}

// Authorities that the account brings along, and what uses them.
async function uploadedCertificates(api) {
  const { mtlsCertificates: resource } = api;
  const { hostnameAssociations: hostnames } = api.certificateAuthorities;
  const account = { account_id: ID };
  const [first, ...more] = authorities;
  const [leaf, another] = leaves;
  const create = ({ certificate }, fields = {}) =>
    resource.create({ ...account, ca: true, certificates: certificate, ...fields });

  const created = await create(first, { name: 'devices' });
  equal([created.ca, created.name, created.type], [true, 'devices', 'custom']);
  equal(created.certificates, first.certificate);
  matches(created, first, 'serial_number', 'signature', 'expires_on');
  const { updated_at, ...stored } = created;
  equal(Date.parse(updated_at) > 0, true);
  equal(await resource.get(created.id, account), stored);
  const uploaded = await create(leaf, { ca: false, private_key: leaf.private_key });
  equal([uploaded.ca, 'private_key' in uploaded], [false, false]);
  await fails(Cloudflare.ConflictError, 1471, () => create(first));
  for (const [code, entry, fields] of [
    [1001, leaf, {}],
    [1411, more[0], { ca: false }],
    [1408, expired, {}],
    [1408, { certificate: 'garbage' }, {}],
    [2200, another, { ca: false, private_key: leaf.private_key }],
  ]) {
    await fails(Cloudflare.BadRequestError, code, () => create(entry, fields));
  }
  for (const entry of more.slice(0, 4)) await create(entry);
  await fails(Cloudflare.BadRequestError, 12130, () => create(more[4]));

  const listed = async (query) => (await all(resource.list({ ...account, ...query }))).map(({ id }) => id);
  const everything = await listed({});
  equal([everything.length, everything.includes(created.id)], [6, true]);
  equal(await listed({ type: ['custom'] }), everything);
  equal(await listed({ type: ['gateway_managed'] }), []);

  const put = (names, fields) => hostnames.update({ ...zone, hostnames: names, ...fields });
  const asking = (fields) => hostnames.get({ ...zone, ...fields });
  const ours = { mtls_certificate_id: created.id };
  const none = { hostnames: [] };
  equal([await asking({}), await asking(ours)], [none, none]);
  const two = ['api.example.com', 'www.example.com'];
  equal(await put(two, ours), { hostnames: two });
  equal(await put(['example.com']), { hostnames: ['example.com'] });
  equal(await put(['www.example.com'], ours), { hostnames: ['www.example.com'] });
  equal([await asking({}), await asking(ours)], [{ hostnames: ['example.com'] }, { hostnames: ['www.example.com'] }]);
  await fails(Cloudflare.BadRequestError, 12036, () => put(['example.org'], ours));
  const missing = Cloudflare.NotFoundError;
  await fails(missing, 1472, () => put(['example.com'], { mtls_certificate_id: UNKNOWN }));
  await fails(missing, 1472, () => asking({ mtls_certificate_id: UNKNOWN }));

  const uses = () => all(resource.associations.get(created.id, account));
  equal((await uses()).length, 1);
  await fails(Cloudflare.ConflictError, 1433, () => resource.delete(created.id, account));
  equal(await put([], ours), none);
  equal(await uses(), []);
  equal((await resource.delete(created.id, account)).id, created.id);
  await fails(missing, 1472, () => resource.get(created.id, account));
  await fails(missing, 1472, () => resource.delete(created.id, account));
  await fails(missing, 1472, uses);
}

// Client certificates of the service's own authority.
async function issuedCertificates(api) {
  const { clientCertificates: resource } = api;
  const create = ({ csr }, validity_days = 30) => resource.create({ ...zone, csr, validity_days });
  const status = async ({ id }) => (await resource.get(id, zone)).status;
  const [first, second] = requests;

  for (const request of requests) {
    const created = await create(request);
    equal([created.status, created.validity_days, created.csr], ['active', 30, request.csr]);
    for (const [name, value] of Object.entries(request.expected)) equal(created[name], value);
    const certificate = new X509Certificate(created.certificate);
    equal(certificate.fingerprint256.replaceAll(':', '').toLowerCase(), created.fingerprint_sha256);
    equal(certificate.serialNumber.toLowerCase(), created.serial_number);
  }
  for (const [code, request, days] of [
    [1001, { csr: 'garbage' }, 30],
    [1001, first, 0],
  ]) {
    await fails(Cloudflare.BadRequestError, code, () => create(request, days));
  }
  await fails(Cloudflare.NotFoundError, 1551, () => resource.get(UNKNOWN, zone));

  const one = await create(first);
  const reactivate = () => resource.edit(one.id, { ...zone, reactivate: true });
  await fails(Cloudflare.ConflictError, 1001, reactivate);
  equal((await resource.delete(one.id, zone)).status, 'pending_revocation');
  equal((await reactivate()).status, 'pending_reactivation');
  await step(600);
  equal(await status(one), 'active');
  await resource.delete(one.id, zone);
  await step(600);
  equal(await status(one), 'revoked');
  await fails(Cloudflare.ConflictError, 1001, reactivate);
  await fails(Cloudflare.ConflictError, 1001, () => resource.delete(one.id, zone));

  const ids = (await all(resource.list({ ...zone, status: 'all' }))).map(({ id }) => id);
  equal(ids.length, requests.length + 1);
  while (ids.length < 60) ids.push((await create(second)).id);
  const idsOf = async (query) => (await all(resource.list({ ...zone, ...query }))).map(({ id }) => id);
  equal(await idsOf({ status: 'all', per_page: 50 }), ids);
  equal(await idsOf({ status: 'revoked' }), [one.id]);
  equal((await idsOf({ status: 'active' })).includes(one.id), false);
  const page = await resource.list({ ...zone, status: 'all', page: 2, per_page: 50 });
  equal(page.result.map(({ id }) => id), ids.slice(50));
  equal([page.result_info.page, page.result_info.total_count], [2, 60]);
  for (const query of [{ page: 0 }, { per_page: 4 }, { status: 'asleep' }]) {
    await fails(Cloudflare.BadRequestError, 1001, () => resource.list({ ...zone, ...query }));
  }
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
const access = api.zeroTrust.access.certificates;
const sections = [
  () => certificates(pulls.zoneCertificates),
  () => certificates(pulls.hostnameCertificates, 'serial_number'),
  () => deprecatedNames(pulls),
  () => zoneSettings(pulls.settings),
  () => associations(pulls),
  () => associationList(api),
  () => uploadedCertificates(api),
  () => issuedCertificates(api),
];
for (const scope of [{ account_id: ID }, zone]) {
  sections.push(() => accessCertificates(access, scope));
  sections.push(() => accessSettings(access.settings, scope));
}
const succeeded = new Set();
for (const section of [...sections, authentication, limits]) {
  await section();
  await remember(succeeded);
}
equal(succeeded.size, 39);
console.log(`conformance: TypeScript SDK ${version}: 39 operations, ${checks} checks passed`);
