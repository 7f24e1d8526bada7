import { useEffect, useState, type DependencyList } from "react"

/**
 * Take the items of a stream for as long as the component is shown. Another one takes its place when a dependency changes.
 *
 * @param open opens a stream that ends with the signal, or none
 * @param dependencies what `open` depends on, as of an effect
 */
export function useStream<Item>(open: (signal: AbortSignal) => AsyncIterable<Item> | undefined, dependencies: DependencyList) {
  const [latest, setLatest] = useState<Item>()
  const [error, setError] = useState<unknown>()

  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    const take = async () => {
      for await (const item of open(signal) ?? []) setLatest(() => item)
    }
    setLatest(undefined)
    setError(undefined)
    take().catch((reason) => signal.aborted || setError(reason))
    return () => controller.abort()
  }, dependencies)

  return { latest, error }
}
