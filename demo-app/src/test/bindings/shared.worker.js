// One client for all pages that connect to this worker.
import { boardApi } from "./BoardApi.js"

let client

addEventListener("connect", ({ ports: [port] }) => {
  port.onmessage = async ({ data: { board, add, close } }) => {
    if (close) client.close()
    else client ??= boardApi({ board })
    port.postMessage({ answer: close ? "closed" : await client.opened().then(() => client.add(add)) })
  }
})
