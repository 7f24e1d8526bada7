import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi, versionsApi } from "./contracts.js"
import { socketApi } from "./runtime.js"
import { open } from "./support.js"
import { definition, houseApi, over, Wire } from "./wire.js"

const SUB_PROTOCOLS = ["v2.chat.example", "v1.chat.example"]
const listingApi = socketApi({ ...definition, subProtocols: SUB_PROTOCOLS })

/** Open a client, and tell what its WebSocket is made with beside the address. */
async function offered(t, api, options) {
  const offers = []
  class Recorded extends Wire {
    constructor(url, ...others) {
      super(url)
      offers.push(others)
    }
  }
  const { house, wire } = await over(t, api, { WebSocket: Recorded, ...options })
  return { house, wire, offers }
}

test("what the contract lists is offered, at each attempt", async (t) => {
  const { house, offers } = await offered(t, listingApi)
  house.forceReconnect()
  while (offers.length < 2) await null
  assert.deepEqual(offers, [[SUB_PROTOCOLS], [SUB_PROTOCOLS]])
})

test("the option narrows what is offered", async (t) => {
  const { offers } = await offered(t, listingApi, { protocols: ["v1.chat.example"] })
  assert.deepEqual(offers, [[["v1.chat.example"]]])
})

test("an option without any offers none", async (t) => {
  const { offers } = await offered(t, listingApi, { protocols: [] })
  assert.deepEqual(offers, [[]])
})

test("a contract that lists none offers none", async (t) => {
  const { offers } = await offered(t, houseApi)
  assert.deepEqual(offers, [[]])
})

for (const [api, protocols, selected] of [
  [versionsApi, undefined, "v2.chat.example"],
  [versionsApi, ["v1.chat.example"], "v1.chat.example"],
  [versionsApi, ["v1.chat.example", "v2.chat.example"], "v2.chat.example"],
  [versionsApi, [], ""],
  [chatApi, undefined, ""]
]) {
  test(`of ${protocols?.join(" and ") ?? "the contract's list"} at ${api === chatApi ? "a contract without any" : "one with two"} a server selects "${selected}"`, async (t) => {
    let socket
    class Recorded extends WebSocket {
      constructor(...values) {
        super(...values)
        socket = this
      }
    }
    const chat = open(t, api, {}, { WebSocket: Recorded, reconnect: false, ...(protocols && { protocols }) })
    assert.deepEqual(await chat.joinRoom({ roomId: "a" }), { joined: true })
    assert.equal(socket.protocol, selected)
  })
}
