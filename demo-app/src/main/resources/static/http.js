const TIMEOUT = 8_000

/** Ask the server over HTTP, and give up where it does not answer in time. Returns its response, and the JSON of it. */
export async function ask(url, options) {
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT) })
    const body = await response.json().catch((error) => {
      if (response.ok || error.name === "TimeoutError") throw error
      return {}
    })
    return { response, body }
  } catch (error) {
    throw error.name === "TimeoutError" ? tooSlow(error) : error
  }
}

/** Wait for what cannot be given up, such as a module, no longer than for anything else. */
export function inTime(promise) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(tooSlow()), TIMEOUT))])
}

function tooSlow(cause) {
  return new Error(`the server has not answered within ${TIMEOUT / 1_000} seconds`, { cause })
}
