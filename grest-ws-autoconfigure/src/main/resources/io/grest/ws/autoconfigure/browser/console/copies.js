// A call as a developer writes it elsewhere.

import { typeName } from "./schema.js"

const camel = (name) => name[0].toLowerCase() + name.slice(1)

const json = (value) => JSON.stringify(value, null, 2) ?? "undefined"

/** By the generated client. */
export function inTypeScript({ name }, { name: method, mode, input, items }, value) {
  const arguments_ = [input && json(value), items && "items"].filter(Boolean).join(", ")
  const call = `${camel(name)}Client.${method}(${arguments_})`
  if (mode === "stream") return `for await (const item of ${call}) console.log(item)`
  return mode === "request" ? `const result = await ${call}` : call
}

/** By a client in Java, whose payload is read as it is written here: a text block has no escapes but those of JSON, doubled. */
export function inJava({ resolve }, { name, mode, input, items, result }, value) {
  const type = (schema) => typeName(schema, resolve)
  const text = json(value).replaceAll("\\", "\\\\").replaceAll('"""', '\\"""').replaceAll("\n", "\n        ")
  const payload = input && `${type(input)} input = mapper.readValue("""\n        ${text}""", ${type(input)}.class);\n`
  const call = `server.${name}(${[input && "input", items && "items"].filter(Boolean).join(", ")})`
  const answer = mode === "send" ? call : `${mode === "stream" ? "Flux" : "Mono"}<${result ? type(result) : "Void"}> answer = ${call}`
  return `${payload ?? ""}${answer};`
}

/** As it goes over the wire, with an id to choose. */
export function inFrames({ name, dialect }, { name: method, mode, items, input }, value) {
  const data = input ? JSON.stringify(value) ?? "" : ""
  if (dialect === "envelope") return JSON.stringify(input ? { type: method, data: value } : { type: method })
  if (mode === "send") return `m:${name}.${method}::${data}`
  const parameters = `${mode === "stream" ? ";cr=16" : ""}${items ? ";in=1" : ""}`
  return `r:${name}.${method}:1${parameters}:${data}`
}
