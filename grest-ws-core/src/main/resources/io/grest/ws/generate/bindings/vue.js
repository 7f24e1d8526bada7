// Composables of Vue 3 for the generated clients of grest-ws contracts.

import { getCurrentInstance, onBeforeMount, onScopeDispose, shallowReactive, shallowRef, toValue, watch } from "vue"
import {
  Calls, firstOf, heldBy, Holder, identityOf, keepMessages, LIMIT, NO_CALL, NO_ITEM, NO_MESSAGES, showItems, whileHeld
} from "./bindings.js"

/** Keep a client open until the component is unmounted, and another one when what `open` has read changes. */
export function useSocket(open) {
  const holder = new Holder()
  const held = shallowReactive(heldBy(holder, { ...holder.getSnapshot() }))
  onScopeDispose(holder.subscribe(() => Object.assign(held, holder.getSnapshot())))
  watchInPage(open, (client, _, onCleanup) => {
    onCleanup(() => holder.release())
    holder.hold(client)
  })
  return held
}

/** Show what a client is doing that no component opens. */
export function useSnapshot(client) {
  const shown = shallowReactive({ ...client.getSnapshot() })
  onScopeDispose(client.subscribe(() => Object.assign(shown, client.getSnapshot())))
  return shown
}

/** Handle what the server calls. */
export function useListener(source, listener) {
  onScopeDispose(whileHeld(source, (client) => client.on(listener)))
}

/** Show the latest messages of one type. */
export function useMessages(source, type, { limit = LIMIT, gaps = false } = {}) {
  const messages = shallowRef(NO_MESSAGES)
  const show = (next) => messages.value = nextOf(next, messages.value)
  onScopeDispose(keepMessages(source, type, () => toValue(limit), gaps, show))
  return messages
}

/** Call a method, and show what becomes of the latest call. */
export function useCall(source, method) {
  const shown = shallowReactive({ ...NO_CALL })
  const calls = new Calls(showIn(shown))
  onScopeDispose(calls.use(source, method))
  return Object.assign(shown, { call: calls.call, cancel: calls.cancel })
}

/** Show the latest item of a stream, and of another one when what `open` has read changes. */
export function useStream(source, open) {
  const shown = shallowReactive({ ...NO_ITEM })
  const show = showIn(shown)
  const ofClient = () => {
    const client = identityOf(source) === source ? source : source.socket
    const controller = new AbortController()
    return { client, controller, stream: client && open(client, controller.signal) }
  }
  watchInPage(ofClient, ({ client, controller, stream }, _, onCleanup) => {
    onCleanup(() => controller.abort())
    show(NO_ITEM)
    if (client) showItems(client, firstOf(stream, open), controller.signal, show)
  })
  return shown
}

function showIn(shown) {
  return (next) => Object.assign(shown, nextOf(next, shown))
}

function nextOf(next, before) {
  return typeof next === "function" ? next(before) : next
}

/** Watch from the mount of the component on, which does not follow on a server, or at once where there is no component. */
function watchInPage(source, code) {
  const begin = () => void watch(source, code, { immediate: true })
  const component = getCurrentInstance()
  if (component && !component.isMounted) onBeforeMount(begin)
  else begin()
}
