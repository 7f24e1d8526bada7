// The editor of a whole payload: a form, or its JSON for whatever a form cannot say.

import { el, newId } from "./dom.js"
import { editor } from "./form.js"
import { parseExactly } from "./json.js"
import { plain, sample } from "./schema.js"

/**
 * Make the editor of a payload.
 *
 * @param schema the payload's schema, undefined for none
 * @param initial a value to begin with, or undefined
 * @returns element; read(), which throws if the JSON is none; write(value); issues(list), which shows those that a field has and
 * returns the others
 */
export function payloadEditor(schema, initial, resolve) {
  if (!schema) {
    return { element: el("p", { class: "none" }, "No payload."), read: () => undefined, write() {}, issues: (list) => list }
  }
  // An object's parts have names of their own.
  const { type, anyOf } = plain(schema, resolve)
  const name = type === "object" || type === "array" || anyOf ? undefined : "value"
  const make = (value) => editor(schema, { resolve, name, required: true, value, path: () => "" })
  let form = make(initial)
  let isJson = false
  const id = newId("json")
  const area = el("textarea", { id, rows: 8, class: "code", spellcheck: "false" })
  const error = el("p", { class: "issue", role: "alert", hidden: true })
  const place = el("div", {}, form.element)
  const tabs = [tab("Form", false), tab("JSON", true)]

  function tab(label, json) {
    return el("button", { type: "button", "aria-pressed": String(json === isJson), onclick: () => turn(json) }, label)
  }

  function turn(json) {
    if (json === isJson) return
    try {
      if (json) {
        area.value = JSON.stringify(form.read() ?? sample(schema, resolve), null, 2)
        place.replaceChildren(el("label", { for: id, class: "visually-hidden" }, "Payload as JSON"), area)
      } else {
        form = make(area.value.trim() === "" ? undefined : parseExactly(area.value))
        place.replaceChildren(form.element)
      }
      isJson = json
      error.hidden = true
      tabs.forEach((button, index) => button.setAttribute("aria-pressed", String((index === 1) === isJson)))
    } catch (cause) {
      tell(`This is no JSON: ${cause.message}`)
    }
  }

  function tell(text) {
    error.textContent = text
    error.hidden = false
  }

  return {
    element: el("div", { class: "payload" },
      el("div", { class: "segments", role: "group", "aria-label": "Edit the payload as" }, tabs), place, error),
    read() {
      error.hidden = true
      try {
        if (!isJson) return form.read()
        return area.value.trim() === "" ? undefined : parseExactly(area.value)
      } catch (cause) {
        tell(cause instanceof RangeError ? cause.message : `This is no JSON: ${cause.message}`)
        throw cause
      }
    },
    /** Show another value. */
    write(value) {
      error.hidden = true
      if (isJson) area.value = JSON.stringify(value, null, 2) ?? ""
      else place.replaceChildren((form = make(value)).element)
    },
    issues(list) {
      if (isJson) return list
      const shown = new Set()
      form.issues((path) => list.filter((issue) => issue.path === path).map((issue) => {
        shown.add(issue)
        return issue.message
      }))
      return list.filter((issue) => !shown.has(issue))
    }
  }
}
