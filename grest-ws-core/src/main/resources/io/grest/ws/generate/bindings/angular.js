// Signals of Angular 20 or later for the generated clients of grest-ws contracts. Call these functions where inject() may be called.

import { computed, DestroyRef, effect, inject, PLATFORM_ID, signal, untracked } from "@angular/core"
import {
  Calls, firstOf, heldBy, Holder, identityOf, keepMessages, LIMIT, NO_CALL, NO_ITEM, NO_MESSAGES, showItems, whileHeld
} from "./bindings.js"

/** Keep a client open until the component is destroyed, and another one when what `open` has read changes. */
export function injectSocket(open) {
  const holder = new Holder()
  const shown = signal(holder.getSnapshot())
  inject(DestroyRef).onDestroy(holder.subscribe(() => shown.set(holder.getSnapshot())))
  watchInPage((onCleanup) => {
    const client = open()
    onCleanup(() => holder.release())
    untracked(() => holder.hold(client))
  })
  return heldBy(holder, partsOf(shown))
}

/** Show what a client is doing that no component opens. */
export function injectSnapshot(client) {
  const shown = signal(client.getSnapshot())
  inject(DestroyRef).onDestroy(client.subscribe(() => shown.set(client.getSnapshot())))
  return shown.asReadonly()
}

/** Handle what the server calls. */
export function injectListener(source, listener) {
  inject(DestroyRef).onDestroy(whileHeld(source, (client) => client.on(listener)))
}

/** Show the latest messages of one type. */
export function injectMessages(source, type, { limit = LIMIT, gaps = false } = {}) {
  const messages = signal(NO_MESSAGES)
  const limitNow = () => typeof limit === "function" ? untracked(limit) : limit
  inject(DestroyRef).onDestroy(keepMessages(source, type, limitNow, gaps, showIn(messages)))
  return messages.asReadonly()
}

/** Call a method, and show what becomes of the latest call. */
export function injectCall(source, method) {
  const shown = signal(NO_CALL)
  const calls = new Calls(showIn(shown))
  inject(DestroyRef).onDestroy(calls.use(source, method))
  return { ...partsOf(shown), call: calls.call, cancel: calls.cancel }
}

/** Show the latest item of a stream, and of another one when what `open` has read changes. */
export function injectStream(source, open) {
  const shown = signal(NO_ITEM)
  const show = showIn(shown)
  watchInPage((onCleanup) => {
    const client = identityOf(source) === source ? source : source.socket()
    const controller = new AbortController()
    onCleanup(() => controller.abort())
    const stream = client && open(client, controller.signal)
    untracked(() => {
      show(NO_ITEM)
      if (client) showItems(client, firstOf(stream, open), controller.signal, show)
    })
  })
  return partsOf(shown)
}

/** A signal for each field of a state. */
function partsOf(shown) {
  return Object.fromEntries(Object.keys(untracked(shown)).map((name) => [name, computed(() => shown()[name])]))
}

function showIn(shown) {
  return (next) => shown.update((before) => typeof next === "function" ? next(before) : next)
}

/** Run an effect, but not on a server, where nothing is destroyed before the page is rendered. */
function watchInPage(code) {
  if (inject(PLATFORM_ID) !== "server") effect(code)
}
