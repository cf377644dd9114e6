// Writes the document that Prism serves, as one JSON file that Prism can read.
//
//     node prism_document.mjs FRAGMENTS_FOLDER | DOCUMENT  OUT
//
// Fragments are joined: their components have different names, so that references between files are
// references inside one. A document in OpenAPI 3.2, which Prism doesn't know, is called 3.1; it stops
// where the document has something that 3.1 doesn't.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , from, out] = process.argv;

function joined(folder) {
  // Prism has it itself.
  const yaml = createRequire(join(process.cwd(), 'index.js'))('@stoplight/yaml');
  const document = { paths: {}, components: {} };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort()) {
    const fragment = yaml.parse(readFileSync(join(folder, file), 'utf8'));
    const { paths, components = {}, ...rest } = fragment;
    Object.assign(document.paths, paths);
    for (const [kind, named] of Object.entries(components)) {
      document.components[kind] = { ...document.components[kind], ...named };
    }
    // Servers and security are said once, in the fragment of what all have in common.
    for (const [key, value] of Object.entries(rest)) document[key] ??= value;
    if (fragment.security) document.security = fragment.security;
  }
  return JSON.parse(JSON.stringify(document).replaceAll(/"\$ref":"[a-z_]+\.yaml#/g, '"$ref":"#'));
}

function downgraded(document) {
  if (!document.openapi.startsWith('3.2.')) return document;
  const new_in_3_2 = ['additionalOperations', 'query', '$self', 'itemSchema', 'prefixEncoding', 'itemEncoding'];
  for (const item of Object.values(document.paths)) {
    for (const name of new_in_3_2) assert(!(name in item), `${name} is new in OpenAPI 3.2`);
  }
  assert(!('$self' in document), '$self is new in OpenAPI 3.2');
  return { ...document, openapi: '3.1.0' };
}

const document = statSync(from).isDirectory() ? joined(from) : JSON.parse(readFileSync(from, 'utf8'));
writeFileSync(out, JSON.stringify(downgraded(document)));
