import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { babelParse, compileTemplate } from "vue/compiler-sfc";

// Types end where a template begins, so this looks into them.
const ROOT = join(import.meta.dirname, "..", "..", "chat", "ui");
const scripts = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".js") && !name.startsWith("vendor"),
);

const syntaxOf = (name) => babelParse(readFileSync(join(ROOT, name), "utf8"), { sourceType: "module" }).program.body;
const nameOf = ({ key }) => key.name ?? key.value;
const keysOf = (object) => (object?.properties ?? []).filter(({ key }) => key).map(nameOf);

/** What a function returns: an object. */
function returned(call) {
  const body = call.body.type === "BlockStatement" ? call.body.body.find(({ type }) => type === "ReturnStatement").argument : call.body;
  return body.expression ?? body;
}

function* componentsIn(node) {
  if (Array.isArray(node)) for (const one of node) yield* componentsIn(one);
  else if (node && typeof node === "object") {
    if (node.type === "CallExpression" && node.callee.name === "defineComponent") yield node.arguments[0];
    for (const [key, value] of Object.entries(node)) if (key !== "loc") yield* componentsIn(value);
  }
}

/** The options of a component, also those that it imports by their names. */
function optionsOf(component, body) {
  const imported = new Map();
  for (const { source, specifiers = [] } of body.filter(({ type }) => type === "ImportDeclaration")) {
    for (const { local } of specifiers) imported.set(local.name, source.value);
  }
  const find = (name) => {
    const exported = syntaxOf(imported.get(name).replace("polylogue/", "")).flatMap(({ declaration }) => declaration?.declarations ?? []);
    return exported.find(({ id }) => id.name === name).init;
  };
  const entries = component.properties.map((one) => [nameOf(one), one.type === "ObjectMethod" ? one : one.value]);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.type === "Identifier" ? find(value.name) : value]));
}

function namesIn({ props, setup, data, computed, methods }) {
  const values = [setup, data].filter(Boolean).map(returned);
  return new Set([props, computed, methods, ...values].flatMap(keysOf));
}

function missingIn(component, body) {
  const options = optionsOf(component, body);
  if (!options.template) return [];
  const { template } = options;
  const source = template.type === "TemplateLiteral" ? template.quasis.map(({ value }) => value.cooked).join("") : template.value;
  const { code, errors } = compileTemplate({ source, filename: "template", id: "template" });
  assert.deepEqual(errors, []);
  const known = namesIn(options);
  return [...code.matchAll(/_ctx\.([a-z_]\w*)/gi)].map(([, name]) => name).filter((name) => !known.has(name));
}

const found = scripts.flatMap((name) => {
  const body = syntaxOf(name);
  return [...componentsIn(body)].map((component) => [name, component, body]);
});

test("a template names nothing that its component does not have", () => {
  assert.ok(found.length > 50, `${found.length} components`);
  const missing = found.flatMap(([name, component, body]) => missingIn(component, body).map((one) => `${name}: ${one}`));
  assert.deepEqual(missing, []);
});
