// What a method was called with, for as long as the tab is there.

import { el, newId } from "./dom.js"
import { clock, parseExactly } from "./json.js"

const MOST = 10
const LONGEST = 100_000 // characters of a payload that is kept: a tab has a few millions

/** The latest inputs of a method, as a field to choose one from. */
export class Memory {
  element
  #key
  #entries // { at, json }, the latest first
  #select

  /** Told what to do with the input that is chosen. */
  constructor(name, choose) {
    this.#key = `grest-ws-console:${name}`
    this.#entries = JSON.parse(sessionStorage.getItem(this.#key) ?? "[]")
    const id = newId("memory")
    this.#select = el("select", { id, onchange: () => this.#choose(choose) })
    this.element = el("div", { class: "memory" }, el("label", { for: id }, "Earlier"), this.#select)
    this.#show()
  }

  /** The input of the latest call, undefined for none. */
  get latest() {
    return this.#entries.length ? parseExactly(this.#entries[0].json) : undefined
  }

  keep(input) {
    const json = JSON.stringify(input)
    if (json === undefined || json.length > LONGEST) return
    const others = this.#entries.filter((entry) => entry.json !== json)
    this.#entries = [{ at: clock(new Date()), json }, ...others].slice(0, MOST)
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#entries))
    } catch {
      // the tab is full: what is kept until it is reloaded has to do
    }
    this.#show()
  }

  #choose(choose) {
    const entry = this.#entries[Number(this.#select.value)]
    if (entry) choose(parseExactly(entry.json))
    this.#select.value = ""
  }

  #show() {
    this.element.hidden = this.#entries.length === 0
    this.#select.replaceChildren(el("option", { value: "" }, "inputs of this tab"),
      ...this.#entries.map(({ at, json }, index) => el("option", { value: String(index) }, `${at} ${json.slice(0, 60)}`)))
  }
}
