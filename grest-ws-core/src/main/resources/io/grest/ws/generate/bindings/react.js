// React hooks for the generated clients of grest-ws contracts, for React 18 or later.

import { useEffect, useRef, useState, useSyncExternalStore } from "react"
import { Calls, Holder, identityOf, keepMessages, LIMIT, NO_CALL, NO_ITEM, NO_MESSAGES, takeItems, whileHeld } from "./bindings.js"

/** Keep a client open for as long as the component is mounted. */
export function useSocket(open, dependencies) {
  const [holder] = useState(() => new Holder())
  useEffect(() => {
    holder.hold(open())
    return () => holder.release()
  }, dependencies)
  return useSyncExternalStore(holder.subscribe, holder.getSnapshot, holder.getSnapshot)
}

/** Show what a client is doing that no component opens. */
export function useSnapshot(client) {
  return useSyncExternalStore(client.subscribe, client.getSnapshot, client.getSnapshot)
}

// The effects of a commit run in one go, those that remove the listener of the render before among them.

/** Handle what the server calls, by the listener of the latest render. */
export function useListener(source, listener) {
  useEffect(() => whileHeld(source, (client) => client.on(listener)))
}

/** Show the latest messages of one type. */
export function useMessages(source, type, { limit = LIMIT, gaps = false } = {}) {
  const [messages, setMessages] = useState(NO_MESSAGES)
  const latestLimit = useRef(limit)
  useEffect(() => {
    latestLimit.current = limit
  })
  useEffect(() => keepMessages(source, type, () => latestLimit.current, gaps, setMessages),
    [identityOf(source), type, gaps])
  return messages
}

/** Call a method, and show what becomes of the latest call. */
export function useCall(source, method) {
  const [shown, setShown] = useState(NO_CALL)
  const [calls] = useState(() => new Calls(setShown))
  useEffect(() => calls.use(source, method), [identityOf(source), method])
  return { ...shown, call: calls.call, cancel: calls.cancel }
}

/** Show the latest item of a stream. */
export function useStream(source, open, dependencies) {
  const [shown, setShown] = useState(NO_ITEM)
  useEffect(() => takeItems(source, open, setShown), [identityOf(source), ...dependencies])
  return shown
}
