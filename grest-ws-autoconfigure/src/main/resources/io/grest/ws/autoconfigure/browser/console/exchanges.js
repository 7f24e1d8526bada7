// A method of this side that answers with a stream or takes one: each call of the server, until it is over.

import { announce, el, submitByKey } from "./dom.js"
import { head, words } from "./calls.js"
import { failureForm, incomingView, outgoingView } from "./exchange.js"
import { clock, pretty } from "./json.js"
import { payloadEditor } from "./payload.js"

const MOST_OVER = 5 // calls that are over and still seen

/** The panel of a method with streams that the server calls. */
export class ExchangePanel {
  element
  received = 0
  onchange = () => {}
  #method
  #resolve
  #waiting = 0
  #none = el("p", { class: "none" }, "Nothing yet.")
  #list = el("ol", { class: "exchanges" })

  constructor(method, resolve) {
    this.#method = method
    this.#resolve = resolve
    this.element = el("article", {}, head(method, resolve, `The server calls. ${words(method, resolve)}`), this.#none, this.#list)
  }

  get badge() {
    return { received: this.received, waiting: this.#waiting }
  }

  /** Be called: a promise of the answer, or of the end of the items that are it. */
  ask(input, exchange, signal) {
    this.received++
    this.#waiting++
    this.#none.hidden = true
    announce(`The server calls ${this.#method.name} and waits`)
    return new Promise((resolve, reject) => {
      const call = new Call(this.#method, this.#resolve, input, exchange, (how) => {
        this.#waiting--
        this.#trim()
        this.onchange()
        announce(`${this.#method.name}: ${how}`)
      }, resolve, reject)
      signal.addEventListener("abort", () => call.left(signal.reason))
      this.#list.prepend(call.element)
      exchange.incoming?.replenish()
      this.onchange()
    })
  }

  #trim() {
    const over = [...this.#list.children].filter((element) => element.classList.contains("over"))
    for (const element of over.slice(MOST_OVER)) element.remove()
  }
}

/** A call of the server. */
class Call {
  element
  #state = el("p", { class: "call-state" })
  #form
  #failure
  #told
  #resolve
  #reject
  #isOver = false

  constructor(method, resolve, input, { incoming, outgoing }, told, succeed, fail) {
    this.#told = told
    this.#resolve = succeed
    this.#reject = fail
    this.#state.append(el("b", {}, "The server waits"), ` since ${clock(new Date())}`)
    const end = (error) => error ? this.#fail(error) : this.#succeed(undefined, "Ended")
    this.element = el("li", {}, this.#state, input === undefined ? undefined : pretty(input),
      incoming && incomingView("Input", incoming, true, () => incoming.leave()),
      outgoing ? outgoingView({ title: "Answer", end: "End the answer" }, { items: method.result, errors: method.errors },
        outgoing, resolve, end) : this.#answerForm(method, resolve))
  }

  #answerForm(method, resolve) {
    const result = payloadEditor(method.result, undefined, resolve)
    const submit = (event) => {
      event.preventDefault()
      try {
        this.#succeed(result.read(), "Answered")
      } catch {
        // the editor says what is wrong with its JSON
      }
    }
    this.#form = el("form", { novalidate: true, onsubmit: submit, onkeydown: submitByKey }, result.element,
      el("div", { class: "actions" }, el("button", { type: "submit", class: "primary in" }, "Answer")))
    this.#failure = failureForm(method.errors, resolve, (error) => this.#fail(error))
    return el("section", { class: "stream" }, el("h3", {}, "Answer"), this.#form, this.#failure)
  }

  /** The server has cancelled, its time is over, or the connection is gone. */
  left(reason) {
    const how = { CANCELLED: "Cancelled by the server", DEADLINE_EXCEEDED: "The time of the server is over" }[reason.type]
    this.#over(how ?? `Over: ${reason.message}`)
    this.#resolve(undefined)
  }

  #succeed(value, how) {
    this.#resolve(value)
    this.#over(how)
  }

  #fail(error) {
    this.#reject(error)
    this.#over(`Failed with ${error.type}`)
  }

  #over(how) {
    if (this.#isOver) return
    this.#isOver = true
    this.element.classList.add("over")
    this.#state.replaceChildren(el("b", {}, how), ` at ${clock(new Date())}`)
    if (this.#form) this.#form.hidden = this.#failure.hidden = true
    this.#told(how)
  }
}
