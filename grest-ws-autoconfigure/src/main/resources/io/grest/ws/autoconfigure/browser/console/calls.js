// A method of the server: its form, and what came of calling it.

import { copyButton, el } from "./dom.js"
import { isStandard } from "./contracts.js"
import { clock, duration, pretty } from "./json.js"
import { payloadEditor } from "./payload.js"
import { signature, typeName } from "./schema.js"

/** The head of a method's panel, whoever calls it. */
export function head(method, resolve, words) {
  const declared = method.errors.filter((error) => !isStandard(error))
  return [
    el("h2", {}, method.name),
    el("p", { class: "signature" }, el("code", {}, signature(method, resolve))),
    el("p", { class: "mode" }, words),
    method.requires.length > 0 && el("p", { class: "requires" }, "Needs ", method.requires.flatMap((rule, index) =>
      index ? [" and ", el("code", {}, rule)] : [el("code", {}, rule)])),
    declared.length > 0 && el("p", { class: "errors" }, "May fail with ", declared.map(({ type, status }) =>
      el("span", { class: "chip" }, type, el("small", {}, ` ${status}`)))),
    method.undescribed.length > 0 && el("div", { class: "undescribed" },
      el("p", {}, "Not described in full; what is missing is written as JSON:"),
      el("ul", {}, method.undescribed.map((reason) => el("li", {}, reason))))
  ]
}

/** The panel of a method that this side calls. */
export class CallPanel {
  element
  #method
  #call
  #payload
  #button
  #hint
  #result = el("div", { class: "result", "aria-live": "polite" })

  /**
   * Make a panel.
   *
   * @param call calls the method with an input: a promise if it is answered
   */
  constructor(method, resolve, call) {
    const isRequest = method.mode === "request"
    this.#method = method
    this.#call = call
    this.#payload = payloadEditor(method.input, method.example, resolve)
    this.#button = el("button", { type: "submit", class: "primary out" }, isRequest ? "Call" : "Send")
    this.#hint = el("span", { class: "hint" })
    const form = el("form", { novalidate: true, onsubmit: (event) => this.#submit(event), onkeydown: submitByKey },
      this.#payload.element, el("div", { class: "actions" }, this.#button, this.#hint))
    this.element = el("article", {}, head(method, resolve, isRequest ? `A request, answered by ${typeName(method.result, resolve)}.`
      : "A message, never answered."), form, this.#result)
    this.connected(false)
  }

  /** Tell whether there is a connection to call over. */
  connected(isConnected) {
    this.#button.disabled = !isConnected
    this.#hint.textContent = isConnected ? "Ctrl + Enter" : "Connect first."
    this.#hint.classList.toggle("keys", isConnected)
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
    const start = performance.now()
    this.#payload.issues([])
    this.#button.disabled = this.#method.mode === "request"
    try {
      const answer = this.#call(input)
      if (this.#method.mode === "request") this.#succeeded(await answer, performance.now() - start)
      else this.#show("sent", [el("b", {}, "Sent"), ` at ${clock(new Date())}`])
    } catch (error) {
      this.#failed(error, performance.now() - start)
    } finally {
      this.#button.disabled = false
    }
  }

  #succeeded(value, millis) {
    const body = value === undefined ? el("p", { class: "none" }, "Without data.") : pretty(value)
    this.#show("ok", [el("b", {}, "OK"), ` in ${duration(millis)}`], body)
  }

  #failed({ type, code, message, ref, details }, millis) {
    const issues = Array.isArray(details) && type === "VALIDATION_ERROR" ? details : []
    const elsewhere = this.#payload.issues(issues)
    this.#show("failed", [el("b", {}, type ?? "Error"), code && ` ${code}`, ` in ${duration(millis)}`],
      message && message !== type && el("p", {}, message),
      elsewhere.length > 0 && el("ul", { class: "issues" }, elsewhere.map((issue) =>
        el("li", {}, issue.path && el("code", {}, issue.path), issue.path && " ", issue.message))),
      issues.length > 0 && elsewhere.length === 0 && el("p", {}, "The form shows where."),
      details !== undefined && issues.length === 0 && pretty(details),
      isLogged(type, message) && ref && el("p", { class: "ref" }, "In the server's log: ", el("code", {}, ref), " ", copyButton("Copy", () => ref)))
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

/** Ctrl or Cmd and Enter sends from anywhere in a form, a text area included. */
export function submitByKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    event.currentTarget.requestSubmit()
  }
}
