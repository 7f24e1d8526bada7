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

// A number of JavaScript has 53 bits, and JSON has as many digits as it likes.

/** Whether a whole number is beyond what JavaScript keeps exactly. */
export function isBeyond(value) {
  return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
}

/** A number that is written to JSON by its digits. */
export function exactNumber(digits) {
  const number = Number(digits)
  if (!isBeyond(number)) return number
  if (JSON.rawJSON && /^-?\d+$/.test(digits)) return JSON.rawJSON(digits)
  throw new RangeError("This browser cannot send so many digits exactly: use one of 2023 or later")
}

/** JSON, whose whole numbers keep their digits when they are written again. */
export function parseExactly(text) {
  return JSON.parse(text, (_, value, context) => isBeyond(value) ? exactNumber(context?.source ?? "") : value)
}

/** Whether a value has a number, anywhere, that may have lost digits. */
export function hasBeyond(value) {
  return typeof value === "object" && value !== null ? Object.values(value).some(hasBeyond) : isBeyond(value)
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
