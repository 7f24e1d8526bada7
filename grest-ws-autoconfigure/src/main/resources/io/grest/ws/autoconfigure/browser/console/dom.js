// Elements. Whatever comes from a contract or a server becomes text, never HTML.

/** Make an element: properties are attributes, those beginning with "on" listeners. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else if (name === "value" || name === "checked" || name === "hidden") element[name] = value
    else element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false))
  return element
}

export const byId = (id) => document.getElementById(id)

let ids = 0

/** An id that no other element has. */
export const newId = (name) => `${name}-${++ids}`

/** Tell those who do not see the page. */
export function announce(text) {
  byId("announcer").textContent = text
}

/** A button that copies a text, and says so. */
export function copyButton(label, text) {
  const button = el("button", { type: "button", class: "quiet", onclick: copy }, label)
  async function copy() {
    try {
      await navigator.clipboard.writeText(text())
      button.textContent = "Copied"
    } catch {
      button.textContent = "Cannot copy here"
    }
    setTimeout(() => button.textContent = label, 1500)
  }
  return button
}

/** Ctrl or Cmd and Enter sends from anywhere in a form, a text area included. */
export function submitByKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    event.currentTarget.requestSubmit()
  }
}
