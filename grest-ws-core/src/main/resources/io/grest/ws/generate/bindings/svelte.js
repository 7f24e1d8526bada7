// Stores of Svelte 4 and 5 for the generated clients of grest-ws contracts. Each begins with its first subscriber, and ends with its
// last, as `$store` in a component is one.

import { readable } from "svelte/store"
import { Calls, heldBy, identityOf, keepMessages, LIMIT, NO_CALL, NO_ITEM, NO_MESSAGES, OnDemand, takeItems, whileHeld } from "./bindings.js"

/** Keep a client open for as long as there are subscribers, which share it. */
export function socketStore(open) {
  const onDemand = new OnDemand(open)
  return heldBy(onDemand.holder, readable(onDemand.holder.getSnapshot(), (set) => onDemand.observe(set)))
}

/** What a client is doing that no store opens. */
export function snapshotStore(client) {
  return readable(client.getSnapshot(), (set) => {
    set(client.getSnapshot())
    return client.subscribe(() => set(client.getSnapshot()))
  })
}

/** Handle what the server calls. Returns what ends that. */
export function listen(source, listener) {
  return using(source, () => whileHeld(source, (client) => client.on(listener)))
}

/** The latest messages of one type. */
export function messageStore(source, type, { limit = LIMIT, gaps = false } = {}) {
  return readable(NO_MESSAGES, (_, update) =>
    using(source, () => keepMessages(source, type, () => limit, gaps, showBy(update))))
}

/** Calls of a method, and what becomes of the latest one. */
export function callStore(source, method) {
  let show
  const calls = new Calls((next) => show?.(next))
  const store = readable(NO_CALL, (_, update) => {
    show = showBy(update)
    return using(source, () => calls.use(source, method))
  })
  const watchers = new Set()
  const subscribe = (run, invalidate) => {
    const unsubscribe = store.subscribe(run, invalidate)
    watchers.add(unsubscribe)
    return () => {
      if (watchers.delete(unsubscribe) && !watchers.size) calls.cancel()
      unsubscribe()
    }
  }
  // Nobody may watch what becomes of it.
  const call = (...args) => {
    const unsubscribe = store.subscribe(() => {})
    const result = calls.call(...args)
    result.then(unsubscribe, unsubscribe)
    return result
  }
  return { subscribe, call, cancel: calls.cancel }
}

/** The latest item of a stream. */
export function streamStore(source, open) {
  return readable(NO_ITEM, (_, update) => using(source, () => takeItems(source, open, showBy(update))))
}

/** Begin something with a client that stays open meanwhile. Returns what ends both. */
function using(source, begin) {
  const end = begin()
  if (identityOf(source) === source) return end
  try {
    const unsubscribe = source.subscribe(() => {})
    return () => {
      try {
        end()
      } finally {
        unsubscribe()
      }
    }
  } catch (error) {
    end()
    throw error
  }
}

function showBy(update) {
  return (next) => update((before) => typeof next === "function" ? next(before) : next)
}
