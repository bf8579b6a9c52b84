/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Throw-away certificates and keys, made anew at every start. */

import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, createPublicKey, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function openssl(directory, ...args) {
  execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
}

function authority(directory, name) {
  openssl(directory, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', `/CN=${name} test authority`, '-keyout', `${name}.key`, '-out', `${name}.pem`);
}

function certificate(directory, name, ca, extension) {
  openssl(directory, 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${name}`,
    '-keyout', `${name}.key`, '-out', `${name}.csr`);
  writeFileSync(join(directory, `${name}.ext`), extension);
  openssl(directory, 'x509', '-req', '-in', `${name}.csr`, '-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial',
    '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
}

export function makeKeys(directory) {
  authority(directory, 'ca');
  authority(directory, 'other-ca');
  certificate(directory, 'server', 'ca', 'subjectAltName=DNS:localhost\n');
  certificate(directory, 'client', 'ca', 'extendedKeyUsage=clientAuth\n');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
  const pem = { type: 'pkcs8', format: 'pem' };
  writeFileSync(join(directory, 'rs384.key'), rsa.privateKey.export(pem));
  writeFileSync(join(directory, 'es384.key'), ec.privateKey.export(pem));
  return {
    tls: {
      key: readFileSync(join(directory, 'server.key')),
      cert: readFileSync(join(directory, 'server.pem')),
      ca: readFileSync(join(directory, 'ca.pem')),
    },
    RS384: createPublicKey(rsa.publicKey.export({ type: 'spki', format: 'pem' })),
    ES384: createPublicKey(ec.publicKey.export({ type: 'spki', format: 'pem' })),
  };
}

const seen = new Set();

/* Everything SMART Backend Services asks of a client assertion; returns what is wrong, or null. */
export function checkAssertion(text, keys, audience, clientId, nowMs) {
  const parts = text.split('.');
  if (parts.length !== 3) return 'not a JWT';
  const header = JSON.parse(Buffer.from(parts[0], 'base64url'));
  const claims = JSON.parse(Buffer.from(parts[1], 'base64url'));
  const key = keys[header.alg];
  if (!key) return `algorithm ${header.alg}`;
  if (header.kid !== 'test-key') return 'kid';
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
  const signature = Buffer.from(parts[2], 'base64url');
  if (!verify('sha384', signed, header.alg === 'ES384' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature)) return 'signature';
  if (claims.iss !== clientId || claims.sub !== clientId) return 'iss and sub';
  if (claims.aud !== audience) return 'aud';
  const now = nowMs / 1000;
  if (!(claims.exp > now - 5) || claims.exp > now + 300) return 'exp';
  if (!claims.jti || seen.has(claims.jti)) return 'jti';
  seen.add(claims.jti);
  return null;
}
