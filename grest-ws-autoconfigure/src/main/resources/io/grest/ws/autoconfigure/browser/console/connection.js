// Where a client connects to and as whom, and the client itself.

import { definition } from "./contracts.js"
import { el, newId } from "./dom.js"
import { EnvelopeConnection } from "./envelope.js"
import { streamsOf } from "./flow.js"
import { editor } from "./form.js"
import { requests } from "./requests.js"
import { resume } from "./resume.js"
import { socketApi } from "./runtime.js"

/** The form of what a client is opened with. Path and query are remembered for this tab, headers are not: they hold secrets. */
export class ConnectionForm {
  parts
  #contract
  #variables
  #query
  #headers
  #key

  constructor(contract) {
    this.#contract = contract
    this.#key = `grest-ws-console:${contract.name}`
    const { path = {}, query = {} } = JSON.parse(sessionStorage.getItem(this.#key) ?? "{}")
    const { properties = {}, required = [] } = contract.query ?? {}
    const part = (name, schema, isRequired, value) => [name,
      editor(schema, { resolve: contract.resolve, name, required: isRequired, value, path: () => name })]
    this.#variables = contract.variables.map(([name, schema]) => part(name, schema, true, path[name]))
    this.#query = Object.entries(properties)
      .map(([name, schema]) => part(name, schema, required.includes(name), query[name]))
    this.#headers = new HeaderFields(contract)
    const elements = (parts) => parts.map(([, { element }]) => element)
    this.parts = [
      this.#variables.length > 0 && el("fieldset", {}, el("legend", {}, "Path"), elements(this.#variables)),
      this.#query.length > 0 && el("fieldset", {}, el("legend", {}, "Query"), elements(this.#query)),
      el("fieldset", {}, el("legend", {}, "Headers"), this.#headers.element)
    ].filter(Boolean)
  }

  read() {
    const values = (parts) => Object.fromEntries(parts.map(([name, { read }]) => [name, read()])
      .filter(([, value]) => value !== undefined))
    const input = { path: values(this.#variables), query: values(this.#query) }
    sessionStorage.setItem(this.#key, JSON.stringify(input))
    return { ...input, headers: this.#headers.read() }
  }

  /** The address as it will be, without the query. */
  address({ path }) {
    return this.#contract.path.replace(/\{([^}]*)}/g, (_, name) => encodeURIComponent(path[name] ?? ""))
  }
}

class HeaderFields {
  element = el("div")
  #rows = []
  #place = el("div")

  constructor({ dialect, headers }) {
    if (dialect === "envelope") {
      this.element.append(el("p", { class: "hint" }, "A page cannot set headers of the upgrade. Cookies of this site are sent along."))
      return
    }
    for (const [name, { pattern }] of Object.entries(headers)) this.#declared(name, pattern?.includes("earer"))
    this.element.append(this.#place, el("button", { type: "button", class: "quiet", onclick: () => this.#add().focus() }, "Add a header"))
  }

  #declared(name, isBearer) {
    const id = newId("header")
    const value = el("input", { id, type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-hint` })
    this.element.append(el("div", { class: "field" },
      el("label", { for: id }, isBearer ? "Bearer token" : name), el("div", { class: "control" }, value),
      el("p", { class: "hint", id: `${id}-hint` }, `the header ${name} of the handshake`)))
    this.#rows.push(() => [name, isBearer && value.value && !/^bearer /i.test(value.value) ? `Bearer ${value.value}` : value.value])
  }

  #add() {
    const name = el("input", { type: "text", placeholder: "name", "aria-label": "Header name", autocomplete: "off", spellcheck: "false" })
    const value = el("input", { type: "text", placeholder: "value", "aria-label": "Header value", autocomplete: "off", spellcheck: "false" })
    const read = () => [name.value, value.value]
    const row = el("div", { class: "pair" }, name, value, el("button", {
      type: "button", class: "quiet", "aria-label": "Remove this header", onclick: () => {
        this.#rows.splice(this.#rows.indexOf(read), 1)
        row.remove()
      }
    }, "Remove"))
    this.#rows.push(read)
    this.#place.append(row)
    return name
  }

  read() {
    return Object.fromEntries(this.#rows.map((read) => read()).filter(([name, value]) => name !== "" && value !== ""))
  }
}

/** What keeps a client from its next socket. */
class Gate {
  #whenOpen = null
  #open

  close() {
    this.#whenOpen ??= new Promise((resolve) => this.#open = resolve)
  }

  open() {
    this.#open?.()
    this.#whenOpen = null
  }

  get isClosed() {
    return this.#whenOpen !== null
  }

  pass() {
    return this.#whenOpen
  }
}

/**
 * Open a client by the runtime that generated clients have.
 *
 * @param host told of frames, states and ends; its methods handle what the server calls
 * @returns the client, and the gate of its next socket
 */
export function open(contract, { path, query, headers }, host) {
  const texts = Object.fromEntries(Object.entries(path).map(([name, value]) => [name, String(value)]))
  const streams = streamsOf((name) => host.exchange(name))
  // A server whose contract does not say so does not grant the extension.
  const dialect = contract.dialect === "envelope" ? { connection: EnvelopeConnection } : { resume }
  const gate = new Gate()
  const client = socketApi({ ...definition(contract), ...dialect, requests, streams })(texts, {
    async url() {
      await gate.pass()
      // The console is at <base>/grest-ws/, contracts are below the base.
      return new URL("..", document.baseURI)
    },
    query, headers
  })
  client.onframe = (direction, text) => host.frame(direction, text)
  client.onstate = (state) => host.state(state)
  client.onopen = (event) => host.opened(event)
  client.onlost = ({ topic, why }) => host.lost(topic, why)
  client.onclose = (event) => host.ended(event)
  client.on(Object.fromEntries(contract.pushes.map((method) => [method.name, (...args) => {
    const input = method.input ? args.shift() : undefined
    const exchange = method.isStreaming ? args.shift() : undefined
    return host.called(method.name, input, exchange, args[0]?.signal)
  }])))
  return { client, gate }
}
