// What the bindings of all frameworks share. They differ in when something begins and ends, and in how a state is shown.
// To show is to be given the next state, or a function that makes it of the one before.

import { check, ConnectionClosedError, Gap, NotConnectedError, run } from "./runtime.js"

export const LIMIT = 100 // messages that are kept
export const NO_MESSAGES = Object.freeze([])
export const NO_CALL = Object.freeze({ data: undefined, error: undefined, pending: false })
export const NO_ITEM = Object.freeze({ latest: undefined, error: undefined, pending: true })

const NO_CLIENT = Object.freeze({ state: "closed", error: undefined, retry: undefined })
const NO_CLIENT_YET = Object.freeze({ ...NO_CLIENT, state: "connecting" })

const holderOf = Symbol("holder")

/** Holds the client of one component, and what is done with it, which may begin before there is a client. */
export class Holder {
  #client
  #unsubscribe
  #observers = new Set()
  #uses = new Set() // { begin, end }, end being undefined while there is no client
  #snapshot = this.#view(NO_CLIENT_YET)

  /** Hold a client, or none. */
  hold(client) {
    this.#client = client || undefined
    this.#unsubscribe = this.#client?.subscribe(() => this.#show(this.#client.getSnapshot()))
    this.#show(this.#client?.getSnapshot() ?? NO_CLIENT)
    try {
      for (const use of [...this.#uses]) this.#begin(use)
    } catch (error) {
      this.release() // what fails to begin is not ended by the framework
      throw error
    }
  }

  /** End all that is done with the client, and close it. */
  release() {
    const client = this.#client
    this.#client = undefined
    const ends = [...this.#uses].map((use) => () => endOf(use))
    runAll([...ends, this.#unsubscribe, () => client?.close(), () => this.#show(NO_CLIENT_YET)])
  }

  /** Do something with this client, and with those after it. */
  use(begin) {
    const use = { begin, end: undefined }
    this.#begin(use)
    this.#uses.add(use)
    return () => {
      this.#uses.delete(use)
      endOf(use)
    }
  }

  #begin(use) {
    if (this.#client) use.end = use.begin(this.#client)
  }

  #view({ state, error, retry }) {
    return Object.freeze({ socket: this.#client, state, error, retry, [holderOf]: this })
  }

  #show(snapshot) {
    this.#snapshot = this.#view(snapshot)
    for (const observer of [...this.#observers]) observer()
  }

  subscribe = (observer) => {
    this.#observers.add(observer)
    return () => void this.#observers.delete(observer)
  }

  getSnapshot = () => this.#snapshot
}

function endOf(use) {
  const { end } = use
  use.end = undefined
  end?.()
}

function runAll(steps) {
  const errors = []
  for (const step of steps) {
    try {
      step?.()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length) throw errors[0]
}

/** Have something stand for a holder, as what it shows does. */
export function heldBy(holder, target) {
  return Object.defineProperty(target, holderOf, { value: holder })
}

/** What stays the same while the state of a client changes. */
export function identityOf(source) {
  return source?.[holderOf] ?? source
}

/** A client that is there for as long as it is observed. */
export class OnDemand {
  holder = new Holder()
  #open
  #observed = 0

  constructor(open) {
    this.#open = open
  }

  /** Tell the state at once, and whenever it changes. Returns what ends that. */
  observe(observer) {
    const unsubscribe = this.holder.subscribe(() => observer(this.holder.getSnapshot()))
    const end = () => runAll([unsubscribe, () => --this.#observed || this.holder.release()])
    if (this.#observed++) {
      observer(this.holder.getSnapshot())
      return end
    }
    try {
      this.holder.hold(this.#open())
      return end
    } catch (error) {
      end()
      throw error
    }
  }
}

/** Do something with each client of a holder, or with the one that the application has opened. Returns what ends it. */
export function whileHeld(source, begin) {
  const held = identityOf(source)
  if (held instanceof Holder) return held.use(begin)
  return held ? begin(held) : () => {}
}

/** Keep the latest messages of one type, and show what is missing among them where `gaps` says so. */
export function keepMessages(source, type, limitOf, gaps, show) {
  const checkedLimit = () => {
    const limit = limitOf()
    check({ limit }, 1, Infinity)
    return limit
  }
  checkedLimit()
  return whileHeld(source, (client) => {
    const add = (message) => {
      const limit = checkedLimit()
      show((before) => latestOf([...before, message], limit, gaps))
    }
    show(NO_MESSAGES)
    return gaps ? takeMessages(client, type, add) : client.on({ [type]: add })
  })
}

/** The last entries. A gap in front of them says how many messages are not kept any more. */
function latestOf(entries, limit, gaps) {
  if (!gaps) return entries.slice(-limit)
  const isGap = (entry) => entry instanceof Gap
  const [first, ...others] = entries
  const kept = isGap(first) && first.reason === "overflow" ? others : entries
  if (kept.length <= limit) return entries
  const dropped = entries.slice(0, -limit).reduce((sum, entry) => sum + (isGap(entry) ? entry.dropped : 1), 0)
  return [new Gap("overflow", dropped), ...kept.slice(-limit)]
}

/** Take the messages of one type, and the gaps between them, until the client ends. Returns what ends that before. */
export function takeMessages(client, type, receive, ended = () => {}) {
  const messages = client.messages(type, { gaps: true })
  let hasEnded = false
  const take = async () => {
    for await (const message of messages) {
      if (hasEnded) return
      run(() => receive(message))
    }
  }
  take().then(() => hasEnded || ended(), (error) => hasEnded || ended(error))
  return () => {
    hasEnded = true
    messages.return()
  }
}

/** Return the method of a client that is answered, and not by a stream. */
export function methodOf(client, name) {
  const method = client.calls[name]
  if (!method) throw new TypeError(`The client has no method ${String(name)}`)
  return method
}

/** Make a call that can be cancelled, and by its own signal too. */
export async function callBy(controller, method, args) {
  const options = args[method.length] // they follow the arguments that the method takes
  const taken = Array.from({ length: method.length }, (_, index) => args[index])
  const leave = () => controller.abort(options.signal.reason)
  if (options?.signal?.aborted) leave()
  options?.signal?.addEventListener("abort", leave)
  try {
    return await method(...taken, { ...options, signal: controller.signal })
  } finally {
    options?.signal?.removeEventListener("abort", leave)
  }
}

/** The calls of one method, which are cancelled when its use ends. */
export class Calls {
  #show
  #method
  #latest // of those in #unfinished, the one that is shown
  #unfinished = new Set() // of AbortController

  constructor(show) {
    this.#show = show
  }

  /** Call the method of this client. Returns what ends that. */
  use(source, name) {
    return whileHeld(source, (client) => {
      this.#method = methodOf(client, name)
      this.#show(NO_CALL)
      return () => {
        this.#method = undefined
        this.cancel()
      }
    })
  }

  /** Make a call. Nobody needs to handle the failure of the promise, as it is shown as well. */
  call = (...args) => {
    const result = this.#run(args)
    result.catch(() => {})
    return result
  }

  async #run(args) {
    const method = this.#method
    if (!method) throw new NotConnectedError({ message: "There is no client to call: it is not opened yet, or closed" })
    const controller = this.#latest = new AbortController()
    const show = (shown) => this.#latest === controller && this.#show(shown)
    this.#unfinished.add(controller)
    show(({ data }) => ({ data, error: undefined, pending: true }))
    try {
      const data = await callBy(controller, method, args)
      show({ data, error: undefined, pending: false })
      return data
    } catch (error) {
      show(controller.signal.aborted ? left : { data: undefined, error, pending: false })
      throw error
    } finally {
      this.#unfinished.delete(controller)
    }
  }

  /** Cancel the calls that have no answer. */
  cancel = () => {
    const unfinished = [...this.#unfinished]
    if (!unfinished.length) return
    this.#latest = undefined
    this.#show(left)
    for (const controller of unfinished) controller.abort()
  }
}

/** The state of a call that nobody waits for any more. */
function left({ data, error }) {
  return { data, error, pending: false }
}

/** Take the items of a stream, and of a new one after a lost connection. */
export function takeItems(source, open, show) {
  return whileHeld(source, (client) => {
    const controller = new AbortController()
    show(NO_ITEM)
    showItems(client, open, controller.signal, show)
    return () => controller.abort()
  })
}

/** Open the stream that is there already, and others after it. */
export function firstOf(stream, open) {
  let isFirst = true
  return (client, signal) => {
    if (!isFirst) return open(client, signal)
    isFirst = false
    return stream
  }
}

/** Show the items of a stream until it ends, or nobody waits any more. */
export async function showItems(client, open, signal, show) {
  const showNow = (shown) => signal.aborted || show(shown)
  try {
    await follow(client, open, signal, (latest) => show({ latest, error: undefined, pending: true }))
    showNow(({ latest }) => ({ latest, error: undefined, pending: false }))
  } catch (error) {
    showNow(({ latest }) => ({ latest, error, pending: false }))
  }
}

/** Take the items of a stream until it ends, and of a new one where a lost connection has ended it. */
export async function follow(client, open, signal, receive) {
  while (await isOpen(client, signal) && await isLost(open(client, signal), signal, receive));
}

/** Wait for a client to be open. Returns false if it is closed, or nobody waits any more. */
function isOpen(client, signal) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { state, error } = client.getSnapshot()
      if (!signal.aborted && state !== "open" && state !== "closed") return
      unsubscribe()
      signal.removeEventListener("abort", look)
      if (state === "closed" && error && !signal.aborted) reject(error)
      else resolve(state === "open" && !signal.aborted)
    }
    const unsubscribe = client.subscribe(look)
    signal.addEventListener("abort", look)
    look()
  })
}

/** Take all items of a stream, or of none. Returns whether it ended as the connection was lost. */
async function isLost(stream, signal, receive) {
  if (!stream) return false
  const iterator = stream[Symbol.asyncIterator]()
  const leave = () => void iterator.return?.()
  signal.addEventListener("abort", leave)
  try {
    for (let step = await iterator.next(); !step.done && !signal.aborted; step = await iterator.next()) receive(step.value)
    return false
  } catch (error) {
    if (!signal.aborted && (error instanceof ConnectionClosedError || error instanceof NotConnectedError)) return true
    throw error
  } finally {
    signal.removeEventListener("abort", leave)
  }
}
