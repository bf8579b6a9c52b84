/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The switch. A fault is { name, count, method, path, … }: it strikes the next `count` requests that match, every one when
 * `count` is left out; `every: 2` strikes every second one that matches. */

const faults = [];

export function setFaults(list) {
  faults.length = 0;
  for (const fault of list) faults.push({ seen: 0, ...fault });
}

export function strike(request) {
  for (const fault of faults) {
    if (fault.method && fault.method !== request.method) continue;
    if (fault.path && !request.path.includes(fault.path)) continue;
    if (fault.count !== undefined && fault.count <= 0) continue;
    fault.seen++;
    if (fault.every && fault.seen % fault.every !== 0) continue;
    if (fault.count !== undefined) fault.count--;
    return fault;
  }
  return null;
}

const refusals = { 401: 'login', 403: 'forbidden', 409: 'conflict', 412: 'conflict', 413: 'too-long', 422: 'invariant', 429: 'throttled', 500: 'exception', 503: 'transient' };

/* Faults that answer instead of the server; null when the request is to be carried out. `retryIn` seconds are said as a
 * date, in the answer that says what time it is here. */
export function insteadOf(fault, now) {
  if (!fault || !/^status-\d+$/.test(fault.name)) return null;
  const status = Number(fault.name.slice(7));
  const headers = {};
  if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter);
  if (fault.retryIn !== undefined) {
    headers.date = new Date(now).toUTCString();
    headers['retry-after'] = new Date(now + fault.retryIn * 1000).toUTCString();
  }
  return {
    status,
    headers,
    body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: refusals[status] ?? 'exception', diagnostics: fault.words }] },
  };
}
