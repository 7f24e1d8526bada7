// What is seen of the streams of a call, and what can be done about them.

import { el, newId, submitByKey } from "./dom.js"
import { clock, pretty } from "./json.js"
import { payloadEditor } from "./payload.js"
import { ContractError } from "./runtime.js"

const MOST = 100 // items that are kept
const MORE = 16 // items that credit is given for by hand

/** A checkbox for credit that is given by itself. */
export function automatic(isChecked, onchange) {
  return el("label", { class: "check" }, el("input", { type: "checkbox", checked: isChecked, onchange }), " give more by itself")
}

/** The items of the server. */
export function incomingView(title, incoming, isAutomatic, onleave) {
  const meter = el("p", { class: "meter" })
  const list = el("ol", { class: "received", tabindex: 0, "aria-label": `${title}, the latest first` })
  const id = newId("more")
  const more = el("input", { id, type: "number", min: 1, step: 1, value: String(MORE) })
  const give = el("button", {
    type: "button", class: "quiet", onclick: () => incoming.give(Math.floor(Number(more.value)))
  }, "Give credit")
  const box = automatic(isAutomatic, ({ target }) => incoming.isAutomatic = target.checked)
  const leave = onleave && el("button", { type: "button", class: "quiet", onclick: onleave }, "Want no more")
  const controls = el("div", { class: "credit" }, el("label", { for: id }, "for more items"), more, give, box, leave)
  incoming.onitem = (item) => {
    list.prepend(el("li", {}, el("time", {}, clock(new Date())), pretty(item)))
    while (list.childElementCount > MOST) list.lastElementChild.remove()
  }
  incoming.onchange = () => {
    meter.textContent = `${count(incoming.received)} received. ${incoming.how ?? `Credit for ${incoming.credit} more.`}`
    controls.hidden = incoming.isOver
  }
  incoming.onchange()
  return el("section", { class: "stream" }, el("h3", {}, title), meter, controls, list)
}

/**
 * The items of this side.
 *
 * @param labels title; end: the button that ends them, undefined for none
 * @param onend ends them, with an error or without
 */
export function outgoingView(labels, { items, example, errors }, outgoing, resolve, onend) {
  const meter = el("p", { class: "meter" })
  const editor = payloadEditor(items, example, resolve)
  const send = el("button", { type: "submit", class: "primary out" }, "Send item")
  const end = labels.end && el("button", { type: "button", class: "quiet", onclick: () => onend() }, labels.end)
  const failure = failureForm(errors, resolve, onend)
  const form = el("form", { novalidate: true, onsubmit: submit, onkeydown: submitByKey }, editor.element,
    el("div", { class: "actions" }, send, end))
  function submit(event) {
    event.preventDefault()
    if (send.disabled) return
    try {
      outgoing.send(editor.read())
    } catch (error) {
      if (error instanceof ContractError) meter.textContent = error.message
    }
  }
  outgoing.onchange = () => {
    const credit = outgoing.credit === 0 ? "No credit for more yet." : `Credit for ${outgoing.credit} more.`
    meter.textContent = `${count(outgoing.sent)} sent. ${outgoing.how ?? credit}`
    send.disabled = outgoing.isOver || outgoing.credit === 0
    form.hidden = failure.hidden = outgoing.isOver
  }
  outgoing.onchange()
  return el("section", { class: "stream" }, el("h3", {}, labels.title), meter, form, failure)
}

/** A form that fails something with an error that the method may have. */
export function failureForm(errors, resolve, onfail) {
  const id = newId("failure")
  const place = el("div")
  let details
  const choice = el("select", { id, onchange: choose },
    errors.map(({ type, status }) => el("option", { value: type }, `${type} ${status}`)))
  const chosen = () => errors.find(({ type }) => type === choice.value)
  function choose() {
    details = chosen()?.data && payloadEditor(chosen().data, undefined, resolve)
    place.replaceChildren(...details ? [details.element] : [])
  }
  function submit(event) {
    event.preventDefault()
    try {
      const { type, status } = chosen()
      onfail(new ContractError(type, { code: status, details: details?.read() }))
    } catch {
      // the editor says what is wrong with its JSON
    }
  }
  choose()
  return el("form", { class: "failure", novalidate: true, onsubmit: submit },
    el("div", { class: "credit" }, el("label", { for: id }, "Fail with"), choice,
      el("button", { type: "submit", class: "quiet" }, "Fail")), place)
}

function count(items) {
  return items === 1 ? "1 item" : `${items} items`
}

/** The streams of a call of this side. */
export function exchangeViews({ incoming, outgoing }, method, resolve, isAutomatic) {
  const { items, itemExample: example, errors } = method
  return [
    outgoing && outgoingView({ title: "Input", end: "End the input" }, { items, example, errors }, outgoing, resolve,
      (error) => outgoing.endInput(error)),
    incoming && incomingView("Answer", incoming, isAutomatic)
  ].filter(Boolean)
}
