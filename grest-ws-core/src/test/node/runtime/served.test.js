// Where a client connects to that a server has served: to that server, wherever the page is from.
import assert from "node:assert/strict"
import { test } from "node:test"
import { socketApi } from "./runtime.js"
import { definition, over } from "./wire.js"

const PATH = "/app/grest-ws/HouseApi.js"

// The origin of the page, where the module is from, the option url, and where the client connects to.
const CLIENTS = [
  ["https://page.example", `https://page.example${PATH}`, undefined, "wss://page.example/ws/house"],
  ["https://page.example", `https://house.example${PATH}`, undefined, "wss://house.example/ws/house"],
  ["https://page.example", `https://page.example/behind/a/proxy${PATH}?v=1#x`, undefined, "wss://page.example/behind/a/proxy/ws/house"],
  ["https://page.example", `https://house.example${PATH}`, "/base", "wss://page.example/base/ws/house"],
  ["https://page.example", `https://house.example${PATH}`, "ws://other.example", "ws://other.example/ws/house"],
  ["https://page.example", "https://page.example/assets/index-1f2e.js", undefined, "wss://page.example/ws/house"],
  ["https://page.example", "file:///home/HouseApi.js", undefined, "wss://page.example/ws/house"],
  ["https://page.example", `file://${PATH}`, undefined, "wss://page.example/ws/house"],
  ["null", `http://house.example${PATH}`, undefined, "ws://house.example/ws/house"]
]

for (const [origin, module, url, expected] of CLIENTS) {
  test(`a client from ${module} in a page of ${origin} connects to ${expected}${url ? `, given ${url}` : ""}`, async (t) => {
    globalThis.location = { origin }
    t.after(() => delete globalThis.location)
    const { wire } = await over(t, socketApi({ ...definition, served: [module, PATH] }), { url })
    assert.equal(wire.url, expected)
  })
}
