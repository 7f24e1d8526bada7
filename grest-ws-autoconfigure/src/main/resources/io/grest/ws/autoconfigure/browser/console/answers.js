// A method of this side: what the server sent, and what it is answered.

import { announce, el, newId, submitByKey } from "./dom.js"
import { head } from "./calls.js"
import { clock, pretty } from "./json.js"
import { payloadEditor } from "./payload.js"
import { typeName } from "./schema.js"
import { ContractError } from "./runtime.js"

const MOST = 20

/** The panel of a method that the server calls. */
export class PushPanel {
  element
  received = 0
  onchange = () => {}
  #list = el("ol", { class: "received" })
  #none = el("p", { class: "none" }, "Nothing yet.")

  constructor(method, resolve) {
    this.element = el("article", {}, head(method, resolve, method.input
      ? `The server sends ${typeName(method.input, resolve)}, and waits for nothing.` : "The server sends no payload, and waits for nothing."),
      el("h3", {}, "Received"), this.#none, this.#list)
  }

  /** For the list of methods: how many came, how many wait. */
  get badge() {
    return { received: this.received, waiting: 0 }
  }

  receive(input) {
    this.received++
    this.#none.hidden = true
    this.#list.prepend(el("li", {}, el("time", {}, clock(new Date())),
      input === undefined ? el("p", { class: "none" }, "Without data.") : pretty(input)))
    while (this.#list.childElementCount > MOST) this.#list.lastElementChild.remove()
    this.onchange()
  }
}

/** The panel of a method that the server waits for the answer of. */
export class AnswerPanel {
  element
  received = 0
  onchange = () => {}
  #method
  #resolve
  #waiting = [] // { input, at, resolve, reject }, the longest first
  #list = el("ol", { class: "waiting" })
  #result // the editor of a result
  #details // the editor of the chosen error's data, if it has any
  #detailsPlace = el("div")
  #choice
  #automatic = el("input", { type: "checkbox", onchange: () => this.#answerAll() })
  #button = el("button", { type: "submit", class: "primary in" }, "Answer")

  constructor(method, resolve) {
    this.#method = method
    this.#resolve = resolve
    this.#result = payloadEditor(method.result, undefined, resolve)
    const id = newId("with")
    this.#choice = el("select", { id, onchange: () => this.#choose() }, el("option", { value: "" }, "a result"),
      method.errors.map(({ type, status }) => el("option", { value: type }, `${type} ${status}`)))
    const form = el("form", { novalidate: true, onsubmit: (event) => this.#submit(event), onkeydown: submitByKey },
      el("div", { class: "field" }, el("label", { for: id }, "Answer with"), el("div", { class: "control" }, this.#choice)),
      this.#result.element, this.#detailsPlace,
      el("div", { class: "actions" }, this.#button,
        el("label", { class: "check" }, this.#automatic, " and so by itself from now on")))
    this.element = el("article", {}, head(method, resolve, `The server asks, and waits for ${typeName(method.result, resolve)}.`),
      this.#list, form)
    this.#show()
  }

  get badge() {
    return { received: this.received, waiting: this.#waiting.length }
  }

  /** Be asked: a promise of the answer, which nobody waits for any more once the signal says so. */
  ask(input, signal) {
    this.received++
    return new Promise((resolve, reject) => {
      const entry = { input, at: new Date(), resolve, reject }
      this.#waiting.push(entry)
      signal.addEventListener("abort", () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry)
        reject(signal.reason)
        this.#show()
      })
      if (this.#automatic.checked) this.#answerAll()
      else announce(`The server asks ${this.#method.name} and waits`)
      this.#show()
    })
  }

  #choose() {
    const error = this.#method.errors.find(({ type }) => type === this.#choice.value)
    this.#result.element.hidden = error !== undefined
    this.#details = error?.data && payloadEditor(error.data, undefined, this.#resolve)
    this.#detailsPlace.replaceChildren(...this.#details ? [this.#details.element] : [])
  }

  #submit(event) {
    event.preventDefault()
    if (this.#waiting.length === 0) return
    this.#answer()
    this.#show()
  }

  #answerAll() {
    while (this.#automatic.checked && this.#waiting.length > 0 && this.#answer());
    this.#show()
  }

  // The editor says what is wrong with its JSON, and the server waits on.
  #answer() {
    try {
      const error = this.#method.errors.find(({ type }) => type === this.#choice.value)
      const data = error ? this.#details?.read() : this.#result.read()
      const { resolve, reject } = this.#waiting.shift()
      if (error) reject(new ContractError(error.type, { code: error.status, details: data }))
      else resolve(data)
      return true
    } catch {
      this.#automatic.checked = false
      return false
    }
  }

  #show() {
    this.#button.disabled = this.#waiting.length === 0
    this.#list.replaceChildren(...this.#waiting.map(({ input, at }) => el("li", {},
      el("p", {}, el("b", {}, "The server waits"), ` since ${clock(at)}`),
      input === undefined ? undefined : pretty(input))))
    this.onchange()
  }
}
