// Calls that are made again when their connection is lost, for clients of contracts that have such methods: those that may run
// twice, and streams that can begin after an item.

import { ConnectionClosedError, later, NotConnectedError, parse, RequestTimeoutError, stringify } from "./runtime.js"

/**
 * Make what a client makes such calls with. Called by generated code, which tells the methods that may run twice, and by their
 * names the member of the input that the streams of others begin after.
 */
export function again({ calls = [], streams = {} }) {
  const isContinued = (name) => Object.hasOwn(streams, name)
  return {
    isContinued,
    isFor: (name) => calls.includes(name) || isContinued(name),
    make: (definition, call, host) => make(call, host, () => jsonOf(definition, call, streams[call.name]))
  }
}

/** The input of a call, which has to begin after the last item that has come. */
function jsonOf(definition, { name, json, receiver }, member) {
  const id = receiver?.last?.id
  if (member === undefined || id === undefined) return json
  return stringify(definition, "calls", name, { ...parse(json, definition, "calls", name), [member]: id })
}

/** Make a call on one connection after the other, until it ends by other means than the loss of one. */
async function make(call, host, json) {
  const end = performance.now() + host.timeout
  let mayHaveRun = false
  let isFirst = true
  for (;;) {
    const left = isFirst ? {} : { timeout: Math.max(end - performance.now(), 1) }
    try {
      return await host.request({ ...call, json: json(), ...left })
    } catch (error) {
      if (error instanceof RequestTimeoutError) error.mayHaveRun ||= mayHaveRun
      if (!(error instanceof ConnectionClosedError || error instanceof NotConnectedError)) throw error
      mayHaveRun ||= error.mayHaveRun
      isFirst = false
      const lost = mayHaveRun === error.mayHaveRun ? error : new ConnectionClosedError({ cause: error })
      await connected(call.signal, host, end - performance.now(), { lost, mayHaveRun })
    }
  }
}

/** Wait for the next connection, unless there is none or the time is over. */
function connected(signal, { client, settled }, millis, { lost, mayHaveRun }) {
  return new Promise((resolve, reject) => {
    const end = (code) => (value) => {
      unsubscribe()
      clearTimeout(timer)
      signal?.removeEventListener("abort", abort)
      code(value)
    }
    const done = end(resolve)
    const fail = end(reject)
    const abort = () => fail(signal.reason)
    // An attempt that fails is followed by another state.
    const look = () => client.state === "closed" ? fail(lost) : settled().then(done, () => {})
    const unsubscribe = client.subscribe(look)
    const timer = later(millis, () => fail(Object.assign(new RequestTimeoutError(), { mayHaveRun })))
    signal?.addEventListener("abort", abort)
    // What has heard of the loss first may have aborted it already.
    if (signal?.aborted) abort()
    else look()
  })
}
