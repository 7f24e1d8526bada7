// A method of the server: its form, and what came of calling it.

import { copyButton, el, newId, submitByKey } from "./dom.js"
import { isStandard } from "./contracts.js"
import { inFrames, inJava, inTypeScript } from "./copies.js"
import { automatic, exchangeViews } from "./exchange.js"
import { exchangeOf } from "./flow.js"
import { clock, duration, hasBeyond, pretty } from "./json.js"
import { Memory } from "./memory.js"
import { payloadEditor } from "./payload.js"
import { ContractError } from "./runtime.js"
import { signature, typeName } from "./schema.js"

const CREDIT = 16 // for items of an answer, at first

/** The head of a method's panel, whoever calls it. */
export function head(method, resolve, words) {
  const declared = method.errors.filter((error) => !isStandard(error, method))
  return [
    el("h2", {}, method.name),
    el("p", { class: "signature" }, el("code", {}, signature(method, resolve))),
    ...method.prose.map((paragraph) => el("p", { class: "prose" }, paragraph)),
    el("p", { class: "mode" }, words),
    method.requires.length > 0 && el("p", { class: "requires" }, "Needs ", method.requires.flatMap((rule, index) =>
      index ? [" and ", el("code", {}, rule)] : [el("code", {}, rule)])),
    method.isIdempotent && el("p", { class: "again" }, "Clients call it again if their connection is lost before the answer."),
    method.after && el("p", { class: "again" }, "Clients whose connection is lost call it again with the id of the last item in ",
      el("code", {}, method.after), "."),
    declared.length > 0 && el("p", { class: "errors" }, "May fail with ", declared.map(({ type, status }) =>
      el("span", { class: "chip" }, type, el("small", {}, ` ${status}`)))),
    method.undescribed.length > 0 && el("div", { class: "undescribed" },
      el("p", {}, "Not described in full; what is missing is written as JSON:"),
      el("ul", {}, method.undescribed.map((reason) => el("li", {}, reason))))
  ]
}

/** What a call of a method is, in words. */
export function words({ mode, items, result }, resolve) {
  const takes = items ? `, which takes a stream of ${typeName(items, resolve)}` : ""
  if (mode === "stream") return `A request${takes}, answered by a stream of ${typeName(result, resolve)}.`
  return mode === "request" ? `A request${takes}, answered by ${typeName(result, resolve)}.` : "A message, never answered."
}

/** The panel of a method that this side calls. */
export class CallPanel {
  element
  exchange = {} // the streams of the call under way
  #method
  #resolve
  #call
  #payload
  #button
  #cancel = el("button", { type: "button", class: "quiet", hidden: true, onclick: () => this.#leave() }, "Cancel")
  #leave = () => {}
  #isConnected = false
  #hint
  #credit
  #automatic
  #form
  #position = el("div", { class: "actions position", hidden: true })
  #goOn = el("button", { type: "button", class: "quiet", onclick: () => this.#join() }, "Join again after it")
  #last // the id of the last item, of a method that can be continued
  #streams = el("div", { class: "streams" })
  #result = el("div", { class: "result", "aria-live": "polite" })
  #memory

  /**
   * Make a panel.
   *
   * @param contract of the method
   * @param call calls the method with an input and options: a promise if it is answered
   */
  constructor(contract, method, call) {
    const { resolve } = contract
    this.#method = method
    this.#resolve = resolve
    this.#call = call
    this.#memory = new Memory(`${contract.name}.${method.name}`, (value) => this.#payload.write(value))
    this.#payload = payloadEditor(method.input, this.#memory.latest ?? method.example, resolve)
    const label = method.mode === "send" ? "Send" : method.mode === "stream" || method.items ? "Start" : "Call"
    this.#button = el("button", { type: "submit", class: "primary out" }, label)
    this.#hint = el("span", { class: "hint" })
    this.#form = el("form", { novalidate: true, onsubmit: (event) => this.#submit(event), onkeydown: submitByKey },
      this.#payload.element, method.mode === "stream" && this.#creditField(),
      el("div", { class: "actions" }, this.#button, this.#cancel, this.#hint),
      el("div", { class: "copies" }, method.input && this.#memory.element, this.#copies(contract)))
    this.element = el("article", {}, head(method, resolve, words(method, resolve)), this.#form,
      this.#position, this.#streams, this.#result)
    this.connected(false)
  }

  #copies(contract) {
    const copies = { TypeScript: inTypeScript, Java: inJava, Frame: inFrames }
    return Object.entries(copies).map(([label, write]) =>
      copyButton(`Copy as ${label}`, () => write(contract, this.#method, this.#payload.read())))
  }

  #creditField() {
    const id = newId("credit")
    this.#credit = el("input", { id, type: "number", min: 0, step: 1, value: String(CREDIT) })
    this.#automatic = automatic(true)
    return el("div", { class: "credit" }, el("label", { for: id }, "Credit at first"), this.#credit, this.#automatic)
  }

  /** Tell whether there is a connection to call over. */
  connected(isConnected) {
    this.#isConnected = isConnected
    this.#button.disabled = this.#goOn.disabled = !isConnected
    this.#hint.textContent = isConnected ? "Ctrl + Enter" : "Connect first."
    this.#hint.classList.toggle("keys", isConnected)
  }

  // The id outlives the call, the connection and what is seen of the items.
  #reach(id) {
    this.#last = id
    this.#position.hidden = false
    this.#position.replaceChildren(el("span", { class: "meter" }, "Last item: ", el("code", {}, id)), this.#goOn)
  }

  #join() {
    this.#payload.write({ ...this.#payload.read(), [this.#method.after]: this.#last })
    this.#form.requestSubmit()
  }

  async #submit(event) {
    event.preventDefault()
    if (this.#button.disabled) return
    let input
    try {
      input = this.#payload.read()
    } catch {
      return
    }
    this.#memory.keep(input)
    const start = performance.now()
    const isAnswered = this.#method.mode !== "send"
    this.#payload.issues([])
    this.#button.disabled = this.#goOn.disabled = isAnswered
    try {
      const answer = this.#call(input, { signal: this.#begin() })
      if (isAnswered) this.#succeeded(await answer, performance.now() - start)
      else this.#show("sent", [el("b", {}, "Sent"), ` at ${clock(new Date())}`])
    } catch (error) {
      this.#failed(error, performance.now() - start)
    } finally {
      this.#button.disabled = this.#goOn.disabled = !this.#isConnected
      this.#cancel.hidden = true
    }
  }

  /** Show what can be done about a call: a signal that cancels it. */
  #begin() {
    const controller = new AbortController()
    this.#leave = () => controller.abort(new ContractError("CANCELLED", { message: "You have cancelled the call" }))
    this.#cancel.hidden = this.#method.mode === "send"
    const isAutomatic = this.#automatic?.firstElementChild.checked
    this.exchange = exchangeOf(this.#method, Math.max(0, Math.floor(Number(this.#credit?.value ?? 0))), isAutomatic)
    this.#streams.replaceChildren(...exchangeViews(this.exchange, this.#method, this.#resolve, isAutomatic))
    this.#result.replaceChildren()
    if (this.#method.after) this.#follow(this.exchange.incoming)
    return controller.signal
  }

  #follow(incoming) {
    const show = incoming.onitem
    incoming.onitem = (item) => {
      show(item)
      if (typeof item?.id === "string") this.#reach(item.id)
    }
  }

  #succeeded(value, millis) {
    const { incoming } = this.exchange
    const body = incoming ? undefined : value === undefined ? el("p", { class: "none" }, "Without data.") : pretty(value)
    this.#show("ok", [el("b", {}, incoming ? "Ended" : "OK"), ` in ${duration(millis)}`], body,
      hasBeyond(value) && el("p", { class: "beyond" }, "A number here is beyond 2^53: the frame has all its digits."))
  }

  #failed({ type, code, message, ref, details }, millis) {
    const issues = Array.isArray(details) && type === "VALIDATION_ERROR" ? details : []
    const elsewhere = this.#payload.issues(issues)
    this.#showFirstIssue()
    this.#show("failed", [el("b", {}, type ?? "Error"), code && ` ${code}`, ` in ${duration(millis)}`],
      message && message !== type && el("p", {}, message),
      elsewhere.length > 0 && el("ul", { class: "issues" }, elsewhere.map((issue) =>
        el("li", {}, issue.path && el("code", {}, issue.path), issue.path && " ", issue.message))),
      issues.length > 0 && elsewhere.length === 0 && el("p", {}, "The form shows where."),
      details !== undefined && issues.length === 0 && pretty(details),
      isLogged(type, message) && ref && el("p", { class: "ref" }, "In the server's log: ", el("code", {}, ref), " ", copyButton("Copy", () => ref)))
  }

  // It may be far above the button.
  #showFirstIssue() {
    const field = this.element.querySelector("[aria-invalid]")
    field?.focus({ preventScroll: true })
    field?.scrollIntoView({ block: "center" })
  }

  #show(outcome, title, ...body) {
    this.#result.dataset.outcome = outcome
    this.#result.replaceChildren(el("h3", {}, title), ...body.filter(Boolean))
  }
}

// The server logs what it does not tell: an error that the method does not declare, and an answer that breaks its constraints.
function isLogged(type, message) {
  return type === "SERVER_ERROR" && (message === type || message === "Invalid response")
}
