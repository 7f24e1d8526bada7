import { useEffect, useState, type DependencyList } from "react"
import type { ContractTypes, Socket, State, WsError } from "./runtime.js"

/**
 * Keep a client open for as long as the component is shown. Another one takes its place when a dependency changes.
 *
 * @param open opens a client and says what listens to it
 * @param dependencies what `open` depends on, as of an effect
 */
export function useSocket<T extends ContractTypes>(open: () => Socket<T>, dependencies: DependencyList) {
  const [socket, setSocket] = useState<Socket<T>>()
  const [state, setState] = useState<State>("connecting")
  const [error, setError] = useState<WsError>()

  useEffect(() => {
    const opened = open()
    opened.onstate = setState
    // Of a loss that is made good by itself there is nothing to say but the state.
    opened.onclose = (event) => setError(event.retry ? undefined : event.error)
    setSocket(() => opened)
    setState(opened.state)
    setError(undefined)
    return () => {
      opened.onstate = null
      opened.close()
    }
  }, dependencies)

  return { socket, state, error }
}
