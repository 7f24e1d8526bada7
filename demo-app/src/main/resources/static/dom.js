/** Return the element of an id. */
export const byId = (id) => document.getElementById(id)

/** Create an element. The text is set as text, never as markup. */
export function element(tag, { text, attributes = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  if (text !== undefined) made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** Join names for a sentence: "Ada", "Ada and Grace", "Ada, Grace and Linus". */
export function list(names) {
  return new Intl.ListFormat("en-GB", { style: "long", type: "conjunction" }).format(names)
}
