// JSON, sizes and times for people.

import { el } from "./dom.js"

/** Indented, and coloured by kind. */
export function pretty(value) {
  const code = el("code")
  write(code, value, "")
  return el("pre", { class: "json" }, code)
}

function write(code, value, indent) {
  if (Array.isArray(value)) writeItems(code, "[", "]", indent, value.map((item) => [undefined, item]))
  else if (value !== null && typeof value === "object") writeItems(code, "{", "}", indent, Object.entries(value))
  else code.append(el("span", { class: value === null ? "null" : typeof value }, JSON.stringify(value) ?? ""))
}

function writeItems(code, open, close, indent, items) {
  if (items.length === 0) {
    code.append(open + close)
    return
  }
  const inner = `${indent}  `
  code.append(`${open}\n`)
  items.forEach(([name, item], index) => {
    code.append(inner)
    if (name !== undefined) code.append(el("span", { class: "key" }, JSON.stringify(name)), ": ")
    write(code, item, inner)
    code.append(index < items.length - 1 ? ",\n" : "\n")
  })
  code.append(indent + close)
}

/** JSON, or undefined. */
export function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function size(text) {
  const bytes = new TextEncoder().encode(text).length
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`
}

export function duration(millis) {
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`
}

export function clock(at) {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((value) => String(value).padStart(2, "0")).join(":")
}
