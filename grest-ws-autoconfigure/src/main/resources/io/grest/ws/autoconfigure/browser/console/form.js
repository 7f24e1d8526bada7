// Forms made from schemas. An editor is { element, read(), issues(find) }: read() is undefined for what is left out. Nothing is
// checked here, for what the server says counts, and to be told is what a console is for.

import { el, newId } from "./dom.js"
import { exactNumber } from "./json.js"
import { hint, plain, sample, typeName, wireId } from "./schema.js"

/**
 * An editor of a value.
 *
 * @param schema its schema
 * @param options resolve: follows references; name: what the value is called; path: where it is, a function; required; value:
 * to begin with
 */
export function editor(schema, options) {
  const shape = plain(schema, options.resolve)
  if (shape.const !== undefined) return fixed(shape, options)
  if (shape.anyOf) return optional(schema, options, () => union(shape, options))
  if (shape.enum || shape.type === "boolean") return choice(schema, shape, options)
  if (shape.type === "string") return text(schema, shape, options)
  if (shape.type === "integer" || shape.type === "number") return number(schema, shape, options)
  if (shape.type === "array" && shape.items && !Array.isArray(shape.items)) return optional(schema, options, () => list(shape, options))
  if (shape.type === "object" && shape.properties) return optional(schema, options, () => object(shape, options))
  if (shape.type === "object" && shape.additionalProperties) return optional(schema, options, () => map(shape, options))
  return json(schema, options)
}

// One value

function field(schema, { resolve, name, path, required }, control, read, { extra, meaning } = {}) {
  const id = newId("field")
  control.id = id
  const error = el("p", { class: "issue", id: `${id}-issue`, hidden: true })
  const text = hint(schema, resolve)
  const help = text && el("p", { class: "hint", id: `${id}-hint` }, text)
  if (meaning) meaning.id = `${id}-meaning`
  control.setAttribute("aria-describedby", [help?.id, meaning?.id, error.id].filter(Boolean).join(" "))
  const label = name === undefined ? undefined
    : el("label", { for: id }, name, required ? undefined : el("span", { class: "optional" }, " optional"))
  return {
    element: el("div", { class: "field" }, label, el("div", { class: "control" }, control, extra), help, meaning, error),
    read,
    issues(find) {
      const messages = find(path())
      error.textContent = messages.join("; ")
      error.hidden = messages.length === 0
      control.toggleAttribute("aria-invalid", messages.length > 0)
      if (messages.length > 0) control.setAttribute("aria-invalid", "true")
    }
  }
}

function text(schema, shape, options) {
  const { value, required, resolve } = options
  const initial = value ?? (required ? sample(schema, resolve) : shape.examples?.[0]) ?? ""
  const properties = { value: initial, autocomplete: "off", spellcheck: "false" }
  const control = shape.maxLength >= 200 && !shape.format ? el("textarea", { rows: 2, ...properties })
    : el("input", { type: "text", ...properties })
  const extra = {
    "date-time": () => fill("Now", () => new Date().toISOString()),
    "date": () => fill("Today", () => new Date().toISOString().slice(0, 10)),
    "uuid": () => fill("New", newUuid)
  }[shape.format]
  function fill(label, make) {
    return el("button", { type: "button", class: "quiet", onclick: () => control.value = make() }, label)
  }
  // A required text that is empty is sent: whether it may be is the server's to say.
  return field(schema, options, control, () => control.value !== "" || required ? control.value : undefined,
    { extra: extra?.() })
}

// crypto.randomUUID() is there in secure contexts only.
function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = bytes[6] & 0x0f | 0x40
  bytes[8] = bytes[8] & 0x3f | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

function number(schema, shape, options) {
  const { value, required, resolve } = options
  const initial = value?.rawJSON ?? value ?? shape.examples?.[0] ?? (required && shape.minimum > 0 ? sample(schema, resolve) : "")
  const control = el("input", {
    type: "number", step: shape.type === "integer" ? 1 : "any", value: initial, autocomplete: "off"
  })
  return field(schema, options, control, () => control.value === "" ? undefined : exactNumber(control.value))
}

function choice(schema, shape, options) {
  const { value, required } = options
  const values = shape.enum ?? [true, false]
  const chosen = value ?? shape.examples?.[0] ?? (required ? values[0] : undefined)
  const { "x-enum-descriptions": meanings } = shape
  const control = el("select", { onchange: tell },
    required ? undefined : el("option", { value: "" }, "left out"),
    values.map((one, index) => el("option", { value: String(index), selected: one === chosen, title: meanings?.[index] || undefined },
      String(one))))
  const meaning = meanings && el("p", { class: "hint meaning", "aria-live": "polite" })
  function tell() {
    if (meaning) meaning.textContent = meanings[control.value] ?? ""
  }
  tell()
  return field(schema, options, control, () => control.value === "" ? undefined : values[Number(control.value)], { meaning })
}

function fixed(shape, { name }) {
  const element = el("p", { class: "fixed" }, `${name}: `, el("code", {}, JSON.stringify(shape.const)))
  return { element, read: () => shape.const, issues() {} }
}

function json(schema, options) {
  const { value, required, resolve } = options
  const initial = value ?? (required ? sample(schema, resolve) : undefined)
  const control = el("textarea", { rows: 3, value: JSON.stringify(initial, null, 2) ?? "", spellcheck: "false", class: "code" })
  return field(schema, options, control, () => control.value.trim() === "" ? undefined : JSON.parse(control.value))
}

// Several values

function group(name, parts, extra) {
  const legend = name === undefined ? undefined : el("legend", {}, name)
  return el("fieldset", { class: name === undefined ? "bare" : undefined }, legend, parts, extra)
}

/** What may be left out is made once it is asked for: a type may hold itself. */
function optional(schema, options, make) {
  const { name, required, value, resolve } = options
  if (required || name === undefined) return make()
  let inner = value === undefined ? undefined : make()
  const place = el("div", {}, inner?.element)
  const box = el("input", { type: "checkbox", checked: inner !== undefined, onchange: toggle })
  function toggle() {
    inner = box.checked ? make() : undefined
    place.replaceChildren(...inner ? [inner.element] : [])
  }
  const label = el("label", { class: "check" }, box, ` with ${name} `,
    el("span", { class: "optional" }, typeName(schema, resolve)))
  return {
    element: el("div", { class: "field" }, label, place), read: () => inner?.read(), issues: (find) => inner?.issues(find)
  }
}

function object({ properties, required = [] }, { resolve, name, path, value }) {
  const parts = Object.entries(properties).map(([property, schema]) => [property, editor(schema, {
    resolve, name: property, required: required.includes(property), value: value?.[property],
    path: () => path() === "" ? property : `${path()}.${property}`
  })])
  return {
    element: group(name, parts.map(([, part]) => part.element)),
    read: () => Object.fromEntries(parts.map(([property, part]) => [property, part.read()])
      .filter(([, one]) => one !== undefined)),
    issues: (find) => parts.forEach(([, part]) => part.issues(find))
  }
}

function list({ items, minItems = 0 }, { resolve, name, path, value = Array(minItems).fill(undefined) }) {
  const parts = []
  const place = el("ol", { class: "items" })
  const add = (item) => {
    const part = editor(items, {
      resolve, required: true, value: item,
      path: () => `${path()}${path() && "."}${parts.indexOf(part)}`
    })
    const row = el("li", {}, part.element, el("button", {
      type: "button", class: "quiet", "aria-label": `Remove this ${name ?? "item"}`, onclick: remove
    }, "Remove"))
    function remove() {
      parts.splice(parts.indexOf(part), 1)
      row.remove()
      more.focus()
    }
    parts.push(part)
    place.append(row)
    return row
  }
  const more = el("button", {
    type: "button", class: "quiet", onclick: () => add().querySelector("input, select, textarea")?.focus()
  }, "Add an item")
  value.forEach((item) => add(item))
  return {
    element: group(name, place, more), read: () => parts.map((part) => part.read()),
    issues: (find) => parts.forEach((part) => part.issues(find))
  }
}

function map({ additionalProperties, propertyNames }, { resolve, name, path, value = {} }) {
  const rows = []
  const { enum: keys, "x-enum-descriptions": meanings } = propertyNames ? plain(propertyNames, resolve) : {}
  const place = el("ol", { class: "items" })
  const keyField = (key) => keys
    ? el("select", { "aria-label": "Key" }, keys.map((one, index) => el("option", {
      value: one, selected: one === key, title: meanings?.[index] || undefined
    }, one)))
    : el("input", { type: "text", value: key, "aria-label": "Key", autocomplete: "off", spellcheck: "false" })
  const add = (key = keys?.find((one) => rows.every(([{ value }]) => value !== one)) ?? "", item = undefined) => {
    const control = keyField(key)
    const part = editor(additionalProperties, {
      resolve, required: true, value: item, path: () => `${path()}${path() && "."}${control.value}`
    })
    const entry = [control, part]
    const row = el("li", {}, control, part.element, el("button", {
      type: "button", class: "quiet", "aria-label": "Remove this entry", onclick: remove
    }, "Remove"))
    function remove() {
      rows.splice(rows.indexOf(entry), 1)
      row.remove()
      more.focus()
    }
    rows.push(entry)
    place.append(row)
    return control
  }
  const more = el("button", { type: "button", class: "quiet", onclick: () => add().focus() }, "Add an entry")
  Object.entries(value).forEach(([key, item]) => add(key, item))
  return {
    element: group(name, place, more),
    read: () => Object.fromEntries(rows.map(([key, part]) => [key.value, part.read()])),
    issues: (find) => rows.forEach(([, part]) => part.issues(find))
  }
}

function union({ anyOf }, { resolve, name, path, value }) {
  const id = newId("variant")
  let part
  const place = el("div")
  const select = el("select", { id, onchange: () => show(undefined) },
    anyOf.map((variant, index) => el("option", { value: String(index) }, wireId(variant, resolve) ?? typeName(variant, resolve))))
  function show(initial) {
    part = editor(anyOf[Number(select.value)], { resolve, required: true, value: initial, path })
    place.replaceChildren(part.element)
  }
  const fitting = anyOf.findIndex((variant) => fits(value, variant, resolve))
  select.value = String(Math.max(0, fitting))
  show(value)
  return {
    element: group(name, [el("div", { class: "field" }, el("label", { for: id }, "type"), el("div", { class: "control" }, select)), place]),
    read: () => part.read(), issues: (find) => part.issues(find)
  }
}

// Types of a union are told apart by a property that each has a constant for.
function fits(value, variant, resolve) {
  const constants = Object.entries(plain(variant, resolve).properties ?? {}).filter(([, { const: id }]) => id !== undefined)
  return constants.length > 0 && constants.every(([name, { const: id }]) => value?.[name] === id)
}
