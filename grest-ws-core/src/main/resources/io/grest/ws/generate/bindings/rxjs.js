// Observables of RxJS 7 for the generated clients of grest-ws contracts. Nothing begins before it is subscribed.

import { Observable } from "rxjs"
import { callBy, follow, heldBy, identityOf, methodOf, OnDemand, takeMessages, whileHeld } from "./bindings.js"
import { NotConnectedError } from "./runtime.js"

/** Keep a client open for as long as there are subscribers, which share it. */
export function fromSocket(open) {
  const onDemand = new OnDemand(open)
  const observable = new Observable((subscriber) => onDemand.observe((held) => subscriber.next(held)))
  return heldBy(onDemand.holder, observable)
}

/** What a client is doing, until it is closed. */
export function fromState(client) {
  return new Observable((subscriber) => {
    const tell = () => {
      const snapshot = client.getSnapshot()
      subscriber.next(snapshot)
      if (snapshot.state === "closed") subscriber.complete()
    }
    subscriber.add(client.subscribe(tell))
    tell()
  })
}

/** The messages of one type. */
export function fromMessages(source, type, { gaps = false } = {}) {
  return begin(source, (client, subscriber) => {
    const next = (message) => subscriber.next(message)
    const ended = (error) => error ? subscriber.error(error) : subscriber.complete()
    if (gaps) return takeMessages(client, type, next, ended)
    const removeListener = client.on({ [type]: next })
    const look = () => {
      const { state, error } = client.getSnapshot()
      if (state === "closed") ended(error)
    }
    const unsubscribe = client.subscribe(look)
    look()
    return () => {
      removeListener()
      unsubscribe()
    }
  })
}

/** Call a method for each subscriber. */
export function fromCall(source, method, ...args) {
  return begin(source, (client, subscriber) => settling(subscriber, async (controller) => {
    subscriber.next(await callBy(controller, methodOf(client, method), args))
  }))
}

/** The items of a stream, which is opened for each subscriber. */
export function fromStream(source, open) {
  return begin(source, (client, subscriber) => settling(subscriber, (controller) =>
    follow(client, open, controller.signal, (item) => subscriber.next(item))))
}

/** Begin with the first client that there is, and end with the subscriber. A client that is held stays for as long. */
function begin(source, code) {
  return new Observable((subscriber) => {
    let hasBegun = false
    const beginOnce = (client) => {
      if (hasBegun) return undefined
      hasBegun = true
      return code(client, subscriber)
    }
    subscriber.add(whileHeld(source, beginOnce))
    if (identityOf(source) === source) return
    subscriber.add(source.subscribe({
      next: ({ socket, state }) => socket || state !== "closed"
        || subscriber.error(new NotConnectedError({ message: "There is no client: none was opened" })),
      error: (error) => subscriber.error(error)
    }))
  })
}

/** Tell the end of what is under way. Returns what cancels it. */
function settling(subscriber, code) {
  const controller = new AbortController()
  code(controller).then(() => subscriber.complete(), (error) => subscriber.error(error))
  return () => controller.abort()
}
