// The streams of calls, for clients of contracts that have such methods: what calls answer with, and what they take.
// Nobody sends an item without credit of the other side for it.

import { failureOf, NOT_JSON, parametersOf } from "./requests.js"
import { check, ContractError, declared, errorOf, Inbox, numberOf, parse, run, serverError, stringify } from "./runtime.js"

const WINDOW = 64 // items of an answer that are on their way, or wait to be taken
const INPUT_WINDOW = 32 // the same of what a call of the server streams
const UNBOUNDED = 2_147_483_647 // credit that is not used up
const TURN = 16 // items, after which other code runs
const MAX_BUFFERED = 1_048_576 // bytes that wait in the socket, beyond which no items are added
const BUFFERED_CHECK = 20 // milliseconds

/** Called by runtime.js. */
export const streams = { open, calling, answering }

/** What a call returns that is answered with a stream. Each loop over it makes the call anew, by `request`. */
function open(call, request) {
  const { window = WINDOW, signal } = call
  check({ window }, 1, WINDOW)
  const iterate = () => {
    const own = new AbortController()
    const receiver = new Receiver(Math.floor(window))
    const abort = () => {
      receiver.end(signal.reason, true)
      own.abort()
    }
    const start = () => {
      if (signal?.aborted) return abort()
      signal?.addEventListener("abort", abort, { signal: own.signal })
      request({ ...call, receiver, signal: own.signal }).then(() => receiver.end(), (error) => receiver.end(error))
    }
    return receiver.iterator(start, () => own.abort())
  }
  return { [Symbol.asyncIterator]: iterate, toReadableStream: () => readable(iterate()) }
}

/** Nothing is asked for before it is read. */
function readable(iterator) {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => iterator.return()
  }, { highWaterMark: 0 })
}

/** The streams of a call of this side. */
function calling(definition, call) {
  const { name, path, receiver } = call
  const iterator = "items" in call ? iteratorOf(call.items) : undefined
  const sender = iterator && new Sender(0)
  return {
    parameters: `${receiver?.room ? `;cr=${receiver.room}` : ""}${sender ? ";in=1" : ""}`,
    begin(write) {
      receiver?.open(write, receiver.room)
      const end = () => sender.isStopped || write("n", ";e=1:")
      const written = (failure) => stringify(definition, "results", name, failure)
      const failed = (error) => failureOf(error, declared(definition.errors?.calls, name), path, written)
      const fail = (error) => sender.isStopped || write("n", `;x=1:${failed(error)}`)
      // What says that it failed may be too long itself.
      sender?.run(iterator, write, (item) => stringify(definition, "callItems", name, item)).then(end).catch(fail).catch(fail)
    },
    n: (data) => receiver?.receive(parse(data, definition, "resultItems", name), call, () => serverError("An item is no JSON")),
    q: (data) => sender?.credit(data, call),
    z: () => sender?.stop(),
    end: () => sender?.stop()
  }
}

/** The streams of a call of the server. */
function answering(definition, call, { name, mode, takesItems }, write) {
  const sender = mode === "stream" ? new Sender(numberOf(call.parameters.cr) || 0) : undefined
  const receiver = takesItems ? new Receiver(INPUT_WINDOW) : undefined
  receiver?.open(write, 0)
  return {
    items: receiver?.iterator(() => receiver.give(INPUT_WINDOW), () => receiver.leave()),
    send: (items) => sender.run(iteratorOf(items), write, (item) => stringify(definition, "answerItems", name, item)),
    n(data, tag) {
      if (!receiver || receiver.hasEnded) return
      const [, parameters] = parametersOf(tag)
      if ("e" in parameters) receiver.end()
      else if ("x" in parameters) {
        const result = parse(data, definition, "answers", name)
        receiver.end(errorOf(result, declared(definition.errors?.handlers, name), "The input failed with no error"))
      } else {
        const invalid = () => new ContractError("VALIDATION_ERROR", { details: [NOT_JSON] })
        receiver.receive(parse(data, definition, "handlerItems", name), call, invalid)
      }
    },
    q: (data) => sender?.credit(data, call),
    end(error) {
      receiver?.end(error, true)
      sender?.stop()
    }
  }
}

/** Takes items of the other side, which have its credit. */
class Receiver {
  hasEnded = false
  last // the item that has come last
  #inbox = new Inbox()
  #waiting = 0 // items that have come and were not taken
  #credit = 0 // for items that have not arrived
  #taken = 0 // since credit was given
  #write

  constructor(window) {
    this.window = window
  }

  /** How many items there is room for. */
  get room() {
    return this.window - this.#waiting
  }

  /** Take the items of a call, which may not be the first. */
  open(write, credit) {
    this.#write = write
    this.#credit = credit
    this.#taken = 0
  }

  give(items) {
    if (this.hasEnded) return
    this.#credit += items
    this.#write("q", `:${items}`)
  }

  /** Take an item, undefined for what is none. */
  receive(item, call, invalid) {
    if (this.#credit-- < 1) call.fail(badRequest("More items than credit"))
    else if (item === undefined) call.fail(invalid())
    else {
      this.last = item
      this.#waiting++
      this.#inbox.push(item)
    }
  }

  /** Nothing more arrives. What has arrived is still to be had, unless the end is `now`. */
  end(error, now) {
    if (this.hasEnded && !now) return
    this.hasEnded = true
    this.#inbox.end(error, now)
  }

  /** Want no more of what a call takes. */
  leave() {
    if (!this.hasEnded) this.#write("z", ":")
    this.hasEnded = true
  }

  /** Iterate. The first item that is asked for starts it, and every kind of end leaves it. */
  iterator(start, leave) {
    const iterator = this.#inbox.iterator(() => {
      start = undefined
      leave()
    })
    const { next } = iterator
    iterator.next = async () => {
      start?.()
      start = undefined
      const step = await next()
      if (!step.done) this.#took()
      return step
    }
    iterator.throw = async (error) => {
      await iterator.return()
      throw error
    }
    return iterator
  }

  // At three quarters, as Reactor does.
  #took() {
    const most = this.window - (this.window >> 2)
    this.#waiting--
    if (++this.#taken < most) return
    this.#taken = 0
    this.give(most)
  }
}

/** Sends items of this side, as far as it has credit. */
class Sender {
  isStopped = false
  #hasEnded = false
  #iterator
  #credit
  #wake

  constructor(credit) {
    this.#credit = Math.min(credit, UNBOUNDED)
  }

  credit(text, call) {
    const items = numberOf(text)
    if (!(items > 0)) return call.fail(badRequest("No credit"))
    this.#credit = Math.min(this.#credit + items, UNBOUNDED)
    this.#wake?.()
  }

  /** Send items up to their end. One is asked for before there is credit for it, as the end needs none. */
  async run(iterator, write, encode) {
    this.#iterator = iterator
    if (this.isStopped) return this.#leave()
    try {
      for (let count = 1; !this.isStopped; count++) {
        const { value, done } = await iterator.next()
        if (done) return
        while (!this.#credit && !this.isStopped) await new Promise((resolve) => this.#wake = resolve)
        while (write.isHeld() && !this.isStopped) await new Promise((resolve) => setTimeout(resolve, BUFFERED_CHECK))
        if (this.isStopped) return
        if (this.#credit < UNBOUNDED) this.#credit--
        this.#send(() => write("n", `:${encode(value) ?? "null"}`))
        if (count % TURN === 0) await this.#turn(write)
      }
    } finally {
      this.#hasEnded = true
    }
  }

  #send(code) {
    try {
      code()
    } catch (error) {
      this.#leave()
      throw error
    }
  }

  // Frames are read meanwhile, and the socket sends what it holds.
  async #turn({ waiting }) {
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel() // a timer is late in a page that nobody looks at
      port1.onmessage = () => resolve(port1.close())
      port2.postMessage(0)
    })
    while (!this.isStopped && waiting() > MAX_BUFFERED) await new Promise((resolve) => setTimeout(resolve, BUFFERED_CHECK))
  }

  /** Send nothing more. */
  stop() {
    if (this.#hasEnded || this.isStopped) return
    this.isStopped = true
    this.#wake?.()
    this.#leave()
  }

  #leave() {
    run(() => this.#iterator?.return?.())
  }
}

function iteratorOf(items) {
  return items[Symbol.asyncIterator]?.() ?? items[Symbol.iterator]()
}

function badRequest(message) {
  return new ContractError("BAD_REQUEST", { message })
}
