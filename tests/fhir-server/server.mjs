/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A FHIR R4 server for tests: a real repository behind HTTPS, with a token endpoint and a switch for faults.
 *   usage: node server.mjs DIRECTORY
 * Makes its certificates in DIRECTORY, listens on a free port of the loopback interface, prints one line of JSON with the
 * port, and ends when its standard input does. /control is for the test, not for the client. */

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import { insteadOf, setFaults, strike } from './faults.mjs';
import { checkAssertion, makeKeys } from './keys.mjs';
import { capability, everything, handle, reset, seed, settings, summary } from './store.mjs';

const directory = process.argv[2];
const keys = makeKeys(directory);
const tokens = new Set();
const log = [];
let base;

const now = () => (settings.clock ?? Date.now()) + settings.clockOffset;

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response, status, body, headers = {}) {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.sendDate = false;
  response.writeHead(status, { 'content-type': 'application/fhir+json', date: new Date(now()).toUTCString(), 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

function authorized(request) {
  const header = request.headers.authorization ?? '';
  if (settings.auth === 'basic') return header === `Basic ${Buffer.from('nurse:secret').toString('base64')}`;
  if (settings.auth === 'bearer') return header === 'Bearer fixed-token';
  if (settings.auth === 'backend') return header.startsWith('Bearer ') && tokens.has(header.slice(7));
  return true;
}

function token(response, text) {
  const form = new URLSearchParams(text);
  let wrong = form.get('grant_type') !== 'client_credentials' ? 'grant_type' : null;
  try {
    wrong ??= checkAssertion(form.get('client_assertion') ?? '', keys, `${new URL(base).origin}/token`, 'evenkeel-test', now());
  } catch (error) {
    wrong = String(error);
  }
  if (wrong) return send(response, 400, { error: 'invalid_client', error_description: wrong });
  const value = randomBytes(16).toString('hex');
  tokens.add(value);
  return send(response, 200, { access_token: value, token_type: 'bearer', expires_in: 300, scope: settings.scope ?? form.get('scope') });
}

async function control(path, text, response) {
  const body = text ? JSON.parse(text) : {};
  if (path === '/control/faults') setFaults(body);
  else if (path === '/control/settings') Object.assign(settings, body);
  else if (path === '/control/reset') {
    reset();
    setFaults([]);
    tokens.clear();
    log.length = 0;
  } else if (path === '/control/forget-tokens') tokens.clear();
  else if (path === '/control/clear-log') log.length = 0;
  else if (path === '/control/seed') return send(response, 200, await seed(body));
  else if (path === '/control/delete') await handle('DELETE', `/${body.type}/${body.id}`, {}, {}, undefined, base);
  else if (path === '/control/log') return send(response, 200, { log });
  else if (path === '/control/everything') return send(response, 200, { entry: everything() });
  return send(response, 200, summary());
}

function headersOf(reply) {
  const meta = reply.body?.meta;
  const headers = {};
  if (meta?.versionId && settings.etag !== false) headers.etag = `W/"${meta.versionId}"`;
  if (meta?.lastUpdated) headers['last-modified'] = new Date(meta.lastUpdated).toUTCString();
  if (reply.status === 201) headers.location = `${base}/${reply.body.resourceType}/${reply.body.id}/_history/${meta?.versionId}`;
  return headers;
}

async function deliver(fault, reply, response, socket) {
  if (fault?.name === 'drop-after') return socket.destroy();
  if (fault?.name === 'status-after') return send(response, fault.status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] });
  if (fault?.name === 'hold') return undefined;      /* carried out, and never answered */
  if (fault?.name === 'garbage') return send(response, reply.status, '{"resourceType":"Pat', headersOf(reply));
  if (fault?.name === 'other-resource') return send(response, reply.status, { resourceType: 'Patient', id: 'somebody-else', meta: { versionId: '99' } });
  if (fault?.name === 'nested') return send(response, reply.status, '['.repeat(100000));
  if (fault?.name === 'huge') return send(response, reply.status, 'x'.repeat(fault.bytes));
  if (fault?.name === 'cut') {
    const text = JSON.stringify(reply.body ?? {});
    response.writeHead(reply.status, { 'content-type': 'application/fhir+json', 'content-length': Buffer.byteLength(text) });
    response.write(text.slice(0, text.length / 2), () => socket.destroy());
    return undefined;
  }
  return send(response, reply.status, reply.status === 204 ? undefined : reply.body, headersOf(reply));
}

async function fhir(request, url, text, response) {
  const path = url.pathname.slice('/fhir'.length) || '/';
  if (path === '/metadata') return send(response, 200, capability(base));
  if (path === '/.well-known/smart-configuration') return send(response, 200, { token_endpoint: `${url.origin}/token`, token_endpoint_auth_methods_supported: ['private_key_jwt'] });
  log.push({ method: request.method, path: path + url.search, headers: request.headers });
  const fault = strike({ method: request.method, path });
  if (!authorized(request)) return send(response, 401, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'login' }] });
  if (fault?.name === 'drop-before') return request.socket.destroy();
  const instead = insteadOf(fault, now());
  if (instead) return send(response, instead.status, instead.body, instead.headers);
  const query = {};
  for (const name of new Set(url.searchParams.keys())) query[name] = url.searchParams.getAll(name).length > 1 ? url.searchParams.getAll(name) : url.searchParams.get(name);
  let body;
  try {
    body = text ? JSON.parse(text) : undefined;
  } catch {
    return send(response, 400, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'structure' }] });
  }
  let reply = await handle(request.method, path, query, request.headers, body, base);
  /* a proxy that sends the request a second time and passes on the second answer */
  if (fault?.name === 'twice') reply = await handle(request.method, path, query, request.headers, body, base);
  return deliver(fault, reply, response, request.socket);
}

async function serve(request, response) {
  const url = new URL(request.url, new URL(base).origin);
  const text = await readBody(request);
  if (url.pathname.startsWith('/control')) return control(url.pathname, text, response);
  if (settings.mtls && !request.socket.authorized) return send(response, 403, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'security' }] });
  if (url.pathname === '/token') return token(response, text);
  if (url.pathname.startsWith('/fhir')) return fhir(request, url, text, response);
  return send(response, 404, {});
}

const server = createServer({ ...keys.tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
  serve(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) send(response, 500, { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'exception' }] });
  });
});
server.listen(0, 'localhost', () => {
  base = `https://localhost:${server.address().port}/fhir`;
  console.log(JSON.stringify({ port: server.address().port, base }));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
