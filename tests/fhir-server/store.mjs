/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the repository lacks: deletions that can be told from things never there, pages, history of a type, settings that
 * make it behave like servers seen in the field. */

import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import { createHash, randomUUID } from 'node:crypto';
import { problemsOf } from './validate.mjs';

const defaults = {
  updateCreate: true,        /* PUT with the client's id makes a resource */
  conditionalCreate: true,
  versioned: true,           /* says versioned-update and heeds If-Match */
  conflictStatus: 412,
  typeHistory: true,
  pageSize: 1000,
  validate: true,
  auth: 'none',
  mtls: false,
  clock: null,              /* ms: stands still there, else it is this computer's */
  clockOffset: 0,
  sameInstant: null,
  pageLife: 1e9,
  etag: true,
  scope: null,
};

export const settings = { ...defaults };

const repo = new MemoryRepository();
const router = new FhirRouter();
const deleted = new Map();      /* "Type/id" → instant */
const pages = new Map();        /* token → { list, made } */
let pageNumber = 0;

export function reset() {
  Object.assign(settings, defaults);
  repo.clear();
  deleted.clear();
  pages.clear();
}

function outcome(status, code, text) {
  return { status, body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text }, diagnostics: text }] } };
}

async function route(method, path, query, headers, body) {
  const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  const url = search.size ? `${path}?${search}` : path;
  const [result, resource] = await router.handleRequest({ method, url, pathname: '', params: {}, query: {}, headers, body }, repo);
  return { outcome: result, resource };
}

function statusOf(result) {
  if (result.id === 'ok' || result.id === 'not-modified') return 200;
  if (result.id === 'created') return 201;
  if (result.id === 'not-found') return 404;
  if (result.id === 'gone') return 410;
  if (result.id === 'precondition-failed') return settings.conflictStatus;
  if (result.issue?.[0]?.code === 'conflict' || result.issue?.[0]?.code === 'duplicate') return 409;
  return 400;
}

function stamp(resource) {
  if (settings.sameInstant && resource?.meta) resource.meta.lastUpdated = settings.sameInstant;
}

function answer(result) {
  const status = statusOf(result.outcome);
  if (status >= 400 || !result.resource) return { status, body: result.outcome };
  stamp(result.resource);
  return { status, body: result.resource };
}

function all(type) {
  return [...(repo.resources.get(type)?.values() ?? [])];
}

export function everything() {
  return [...repo.resources.keys()].flatMap(all);
}

async function search(type, query, base) {
  const { _lastUpdated, _sort, _count, _page, _elements, _since, ...rest } = query;
  let list;
  if (_page) {
    const page = pages.get(_page);
    if (!page || page.uses++ >= settings.pageLife) return outcome(410, 'not-found', 'The page is no longer kept');
    list = page.list;
  } else {
    const found = await route('GET', `/${type}`, { ...rest, _count: '1000' }, {}, undefined);
    if (!found.resource?.entry && statusOf(found.outcome) >= 400) return { status: 400, body: found.outcome };
    list = (found.resource.entry ?? []).map((entry) => entry.resource);
    for (const bound of [_lastUpdated].flat().filter(Boolean)) {
      const at = Date.parse(bound.slice(2));
      list = list.filter((one) => (bound.startsWith('ge') ? Date.parse(one.meta.lastUpdated) >= at : Date.parse(one.meta.lastUpdated) > at));
    }
    list.sort((a, b) => Date.parse(a.meta.lastUpdated) - Date.parse(b.meta.lastUpdated));
  }
  const count = Math.min(Number(_count ?? 1000), settings.pageSize);
  const bundle = { resourceType: 'Bundle', type: 'searchset', link: [], entry: list.slice(0, count).map((resource) => ({ fullUrl: `${base}/${type}/${resource.id}`, resource, search: { mode: 'match' } })) };
  if (list.length > count) {
    const token = String(++pageNumber);
    pages.set(token, { list: list.slice(count), uses: 0 });
    bundle.link.push({ relation: 'next', url: `${base}/${type}?_page=${token}&_count=${count}` });
  }
  if (bundle.entry.length === 0) delete bundle.entry;
  return { status: 200, body: bundle };
}

function typeHistory(type, query, base) {
  if (!settings.typeHistory) return outcome(405, 'not-supported', 'No history of a type');
  const since = Date.parse(query._since ?? '1970-01-01');
  const entry = [];
  for (const [name, at] of deleted)
    if (name.startsWith(`${type}/`) && Date.parse(at) >= since)
      entry.push({ fullUrl: `${base}/${name}`, request: { method: 'DELETE', url: name }, response: { status: '204', lastModified: at } });
  return { status: 200, body: { resourceType: 'Bundle', type: 'history', entry } };
}

function refusal(resource) {
  if (!settings.validate) return null;
  const problems = problemsOf(resource);
  return problems.length > 0 ? outcome(422, 'invariant', problems.join('; ')) : null;
}

async function put(type, id, headers, body) {
  const name = `${type}/${id}`;
  const exists = repo.resources.get(type)?.has(id);
  if (body?.resourceType !== type || body?.id !== id) return outcome(400, 'invalid', 'The address and the resource do not agree');
  if (!exists && !settings.updateCreate) return outcome(405, 'not-supported', 'Ids are given by the server');
  if (exists && headers['if-none-match'] === '*') return outcome(settings.conflictStatus, 'conflict', 'There already is one');
  if (!exists && headers['if-match'] && settings.versioned) return outcome(settings.conflictStatus, 'conflict', 'There is none of that version');
  const sent = { ...headers };
  if (!settings.versioned) delete sent['if-match'];
  delete sent['if-none-match'];
  const result = await route('PUT', `/${name}`, {}, sent, body);
  deleted.delete(name);
  const reply = answer(result);
  if (!exists && reply.status === 200) reply.status = 201;
  return reply;
}

async function post(type, headers, body) {
  const condition = headers['if-none-exist'];
  if (body?.resourceType !== type) return outcome(400, 'invalid', 'The address and the resource do not agree');
  if (condition && settings.conditionalCreate) {
    const found = await route('GET', `/${type}`, Object.fromEntries(new URLSearchParams(condition)), {}, undefined);
    const entries = found.resource?.entry ?? [];
    if (entries.length > 1) return outcome(412, 'multiple-matches', 'Several match');
    if (entries.length === 1) return { status: 200, body: entries[0].resource };
  }
  const { id, ...rest } = body;
  return answer(await route('POST', `/${type}`, {}, {}, { ...rest, id: undefined }));
}

async function transaction(body, base) {
  const entry = [];
  for (const one of body.entry ?? []) {
    const [type, id] = one.request.url.split('/');
    const headers = { 'if-match': one.request.ifMatch, 'if-none-match': one.request.ifNoneMatch, 'if-none-exist': one.request.ifNoneExist };
    const reply = await handle(one.request.method, `/${one.request.url}`, {}, headers, one.resource, base, type, id);
    if (reply.status >= 400 && body.type === 'transaction') return reply;
    entry.push({ resource: reply.body, response: { status: String(reply.status), etag: `W/"${reply.body?.meta?.versionId}"`, location: `${one.request.url}/_history/${reply.body?.meta?.versionId}` } });
  }
  return { status: 200, body: { resourceType: 'Bundle', type: `${body.type}-response`, entry } };
}

export async function handle(method, path, query, headers, body, base) {
  const [type, id, operation, version] = path.split('/').filter(Boolean);
  const name = `${type}/${id}`;
  if (method === 'POST' && !type) return transaction(body, base);
  if (method === 'POST' && !id) return refusal(body) ?? post(type, headers, body);
  if (method === 'PUT') return refusal(body) ?? put(type, id, headers, body);
  if (method === 'DELETE') {
    const reply = answer(await route('DELETE', `/${name}`, {}, {}, undefined));
    if (reply.status < 300) deleted.set(name, new Date().toISOString());
    return reply.status < 300 ? { status: 204 } : reply;
  }
  if (method !== 'GET') return outcome(405, 'not-supported', 'No such interaction');
  if (!id) return search(type, query, base);
  if (id === '_history') return typeHistory(type, query, base);
  if (deleted.has(name)) return outcome(410, 'deleted', 'It was deleted');
  if (operation === '_history' && version) return answer(await route('GET', `/${name}/_history/${version}`, {}, {}, undefined));
  if (operation === '_history') return answer(await route('GET', `/${name}/_history`, {}, {}, undefined));
  return answer(await route('GET', `/${name}`, {}, {}, undefined));
}

/* What somebody else does at the hospital. */
export async function seed(resource) {
  const lastUpdated = resource.meta?.lastUpdated;
  const id = resource.id ?? randomUUID();
  await route('PUT', `/${resource.resourceType}/${id}`, {}, {}, { ...resource, id });
  const stored = repo.resources.get(resource.resourceType).get(id);
  if (lastUpdated) stored.meta.lastUpdated = lastUpdated;
  stamp(stored);
  deleted.delete(`${resource.resourceType}/${id}`);
  return stored;
}

export function summary() {
  const counts = {};
  const sum = createHash('sha256');
  for (const resource of everything().sort((a, b) => (a.id < b.id ? -1 : 1))) {
    counts[resource.resourceType] = (counts[resource.resourceType] ?? 0) + 1;
    sum.update(`${resource.resourceType}/${resource.id}`);
  }
  return { counts, total: everything().length, hash: sum.digest('hex') };
}

export function capability(base) {
  const types = ['Patient', 'Encounter', 'Condition', 'AllergyIntolerance', 'MedicationRequest', 'QuestionnaireResponse', 'Observation',
    'RiskAssessment', 'Flag', 'DetectedIssue', 'CarePlan', 'Goal', 'ClinicalImpression', 'Task', 'DocumentReference',
    'Provenance'];
  const codes = ['read', 'vread', 'update', 'create', 'delete', 'search-type', 'history-instance'];
  if (settings.typeHistory) codes.push('history-type');
  return {
    resourceType: 'CapabilityStatement', status: 'active', date: '2026-01-01', kind: 'instance', fhirVersion: '4.0.1', format: ['json'],
    software: { name: 'Evenkeel test server' }, implementation: { description: 'test', url: base },
    rest: [{ mode: 'server', interaction: [{ code: 'transaction' }, { code: 'batch' }], resource: types.map((type) => ({
      type, interaction: codes.map((code) => ({ code })), versioning: settings.versioned ? 'versioned-update' : 'no-version',
      updateCreate: settings.updateCreate, conditionalCreate: settings.conditionalCreate,
    })) }],
  };
}
