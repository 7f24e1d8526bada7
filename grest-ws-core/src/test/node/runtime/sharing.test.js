import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi } from "./both-ChatApi.js"
import { newsApi } from "./both-NewsApi.js"
import { calls, Network, open, reach } from "./support.js"

test("clients of two contracts share a connection to a server", async (t) => {
  const network = await Network.start(t)
  const options = { url: network.url, shared: true, reconnect: { baseDelay: 50 } }
  const chat = open(t, chatApi, {}, options)
  const news = open(t, newsApi, {}, options)
  const headlines = news.messages("headline")
  await chat.joinRoom({ roomId: "lobby" })
  assert.deepEqual(await news.latest({ topic: "sport" }), { title: "sport" })
  assert.deepEqual((await headlines.next()).value, { title: "sport" })
  news.on({ opinion: () => "good" })
  assert.deepEqual(await news.survey(), { opinion: "good" })
  assert.equal(network.accepted, 1)

  const states = [calls(chat, "onstate"), calls(news, "onstate")]
  network.drop()
  for (const seen of states) await reach(seen, "open")
  assert.equal(network.accepted, 2)

  chat.close()
  assert.deepEqual(await news.latest({ topic: "weather" }), { title: "weather" })
})
