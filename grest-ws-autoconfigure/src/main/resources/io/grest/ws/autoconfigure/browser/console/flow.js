// The streams of calls, whose items need credit of the side that takes them. Here a person sees it and gives it.

import { failureOf, parametersOf } from "./requests.js"
import { ContractError, declared, errorOf, numberOf } from "./runtime.js"
import { parse } from "./json.js"

const UNBOUNDED = 2_147_483_647 // credit that is not used up
const LEAST = 16 // credit that is given by itself
const MOST_OF_INPUT = 32 // credit that a server has for what a call of it streams

/** Items of the server, and the credit that it has for more. */
export class Incoming {
  received = 0
  credit = 0
  isOver = false
  onitem = () => {}
  onchange = () => {}
  #write
  #most // that is given by itself
  #isAutomatic

  constructor(most, isAutomatic = true) {
    this.#most = Math.max(most, LEAST)
    this.#isAutomatic = isAutomatic
  }

  open(write, credit) {
    this.#write = write
    this.credit = credit
    this.onchange()
  }

  /** Whether credit is given by itself once three quarters are used up. */
  set isAutomatic(isAutomatic) {
    this.#isAutomatic = isAutomatic
    this.replenish()
  }

  replenish() {
    if (this.#isAutomatic && this.credit <= this.#most >> 2) this.give(this.#most - this.credit)
  }

  give(items) {
    if (this.isOver || items < 1) return
    this.credit += items
    this.#write("q", `:${items}`)
    this.onchange()
  }

  receive(data, call) {
    const item = parse(data)
    if (this.isOver) return
    if (this.credit < 1) return call.fail(new ContractError("BAD_REQUEST", { message: "More items than credit" }))
    if (item === undefined) return call.fail(new ContractError("SERVER_ERROR", { message: "An item is no JSON" }))
    this.credit--
    this.received++
    this.onitem(item)
    this.onchange()
    this.replenish()
  }

  /** Want no more of what a call of the server streams. */
  leave() {
    if (!this.isOver) this.#write("z", ":")
    this.end("You want no more.")
  }

  end(how) {
    if (this.isOver) return
    this.isOver = true
    this.how = how
    this.onchange()
  }
}

/** Items of this side, and the credit that it has for more. */
export class Outgoing {
  sent = 0
  credit = 0
  isOver = false
  onchange = () => {}
  #write

  open(write, credit) {
    this.#write = write
    this.credit = credit
    this.onchange()
  }

  credited(data, call) {
    const items = numberOf(data)
    if (!(items > 0)) return call.fail(new ContractError("BAD_REQUEST", { message: "No credit" }))
    this.credit = Math.min(this.credit + items, UNBOUNDED)
    this.onchange()
  }

  send(item) {
    this.#write("n", `:${JSON.stringify(item ?? null)}`)
    if (this.credit < UNBOUNDED) this.credit--
    this.sent++
    this.onchange()
  }

  /** Say that the input of a call ends, or has failed with an error. */
  endInput(error) {
    if (this.isOver) return
    this.#write("n", error ? `;x=1:${failureOf(error, { [error.type]: error.code }, "The input")}` : ";e=1:")
    this.end(error ? `Failed with ${error.type}.` : "Ended.")
  }

  end(how) {
    if (this.isOver) return
    this.isOver = true
    this.how = how
    this.onchange()
  }
}

/** The streams of a call of this side, whose answer has credit for so many items at first. */
export function exchangeOf({ mode, items }, credit, isAutomatic) {
  const incoming = mode === "stream" ? new Incoming(credit, isAutomatic) : undefined
  if (incoming) incoming.credit = credit
  return { incoming, outgoing: items ? new Outgoing() : undefined }
}

/**
 * What the runtime of generated clients needs for streams.
 *
 * @param current the streams of the call that a method is about to make, by its name
 */
export function streamsOf(current) {
  return {
    open: (call, request) => request(call),
    calling: (definition, call) => calling(current(call.name), call),
    answering
  }
}

function calling({ incoming, outgoing }, call) {
  return {
    parameters: `${incoming ? `;cr=${incoming.credit}` : ""}${outgoing ? ";in=1" : ""}`,
    begin(write) {
      incoming?.open(write, incoming.credit)
      outgoing?.open(write, 0)
    },
    n: (data) => incoming?.receive(data, call),
    q: (data) => outgoing?.credited(data, call),
    z: () => outgoing?.end("The server wants no more."),
    end() {
      incoming?.end("Over.")
      outgoing?.end("The call is over.")
    }
  }
}

function answering(definition, call, { name, mode, takesItems }, write) {
  const incoming = takesItems ? new Incoming(MOST_OF_INPUT) : undefined
  const outgoing = mode === "stream" ? new Outgoing() : undefined
  incoming?.open(write, 0)
  outgoing?.open(write, numberOf(call.parameters.cr) || 0)
  return {
    items: { incoming, outgoing },
    send: () => undefined,
    n(data, tag) {
      const [, parameters] = parametersOf(tag)
      if ("e" in parameters) incoming?.end("Ended.")
      else if ("x" in parameters) incoming?.end(failed(data, declared(definition.errors?.handlers, name)))
      else incoming?.receive(data, call)
    },
    q: (data) => outgoing?.credited(data, call),
    end() {
      incoming?.end("The call is over.")
      outgoing?.end("The call is over.")
    }
  }
}

function failed(data, known) {
  const { type, message } = errorOf(parse(data), known, "The input failed with no error")
  return `Failed with ${type}${message === type ? "" : `: ${message}`}.`
}
