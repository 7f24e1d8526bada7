import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi } from "./contracts.js"
import { open } from "./support.js"
import { Gap } from "./runtime.js"
import { over, settled, Wire } from "./wire.js"

const say = (chat, text) => chat.sendMessage({ text, channelId: "general" })

test("a client is iterated for messages of all types", async (t) => {
  const chat = open(t, chatApi)
  const iterated = (async () => { for await (const message of chat) return message })()
  await say(chat, "one of a union")
  const { type, data } = await iterated
  assert.equal(type, "newMessage")
  assert.equal(data.text, "one of a union")
})

test("messages() has the payloads of one type, in order", async (t) => {
  const chat = open(t, chatApi)
  const messages = chat.messages("newMessage")
  const others = chat.messages("typing")
  for (const text of ["a", "b", "c"]) await say(chat, text)
  const texts = []
  for await (const { text } of messages) if (texts.push(text) === 3) break
  assert.deepEqual(texts, ["a", "b", "c"])
  assert.deepEqual(await messages.next(), { value: undefined, done: true })
  chat.close()
  assert.deepEqual(await others.next(), { value: undefined, done: true })
})

test("what arrived before the end is still to be had", async (t) => {
  const chat = open(t, chatApi)
  const messages = chat.messages("newMessage")
  await say(chat, "last words")
  chat.close()
  assert.equal((await messages.next()).value.text, "last words")
  assert.equal((await messages.next()).done, true)
})

test("receive() returns one message after another and leaves none out", async (t) => {
  const chat = open(t, chatApi)
  const first = chat.receive()
  for (const text of ["a", "b", "c"]) await say(chat, text)
  assert.equal((await first).data.text, "a")
  assert.equal((await chat.receive()).data.text, "b")
  assert.equal((await chat.receive()).data.text, "c")
})

test("an iterator that somebody waits for ends by return()", async (t) => {
  const chat = open(t, chatApi)
  const messages = chat.messages("newMessage")
  const waiting = messages.next()
  await messages.return()
  assert.equal((await waiting).done, true)
})

test("all listeners get a message until they are removed", async (t) => {
  const chat = open(t, chatApi)
  const heard = []
  const remove = chat.on({ newMessage: ({ text }) => heard.push(`one ${text}`) })
  chat.on(new class { newMessage({ text }) { heard.push(`two ${text}`) } }())
  await say(chat, "a")
  remove()
  await say(chat, "b")
  assert.deepEqual(heard, ["one a", "two a", "two b"])
})

test("an iterator that is behind by 1024 messages fails, and the others go on", async (t) => {
  const chat = open(t, chatApi)
  const slow = chat.messages("newMessage")
  const quick = chat.messages("newMessage")
  for (let sent = 0; sent < 1_025; sent += 25) {
    await Promise.all(Array.from({ length: 25 }, (_, index) => say(chat, `${sent + index}`)))
    for (let taken = 0; taken < 25; taken++) assert.equal((await quick.next()).done, false)
  }
  await assert.rejects(slow.next(), { name: "RangeError", message: /ChatApi.newMessage ended: it was behind by 1024/ })
  assert.equal((await slow.next()).done, true)
  await say(chat, "after all")
  assert.equal((await quick.next()).value.text, "after all")
})

const told = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => `m:HouseApi.told::${from + index}`)

test("an iterator that is behind is told at once, and keeps nothing", async (t) => {
  const { house, wire } = await over(t)
  const slow = house.messages("told")
  wire.receive(...told(1, 1_024))
  assert.equal((await slow.next()).value, 1)
  wire.receive(...told(1_025, 1_026))
  await assert.rejects(slow.next(), { name: "RangeError", message: /HouseApi.told ended: it was behind by 1024/ })
  assert.equal((await slow.next()).done, true)
})

test("an iterator with gaps goes on after those that it was too slow for", async (t) => {
  const { house, wire } = await over(t)
  const slow = house.messages("told", { gaps: true })
  wire.receive(...told(1, 1_025), ...told(1_026, 1_027))
  const { value: gap } = await slow.next()
  assert.ok(gap instanceof Gap)
  assert.deepEqual({ ...gap }, { reason: "overflow", dropped: 1_025 })
  assert.equal((await slow.next()).value, 1_026)
  assert.equal((await slow.next()).value, 1_027)
  wire.receive(...told(1, 3_000))
  assert.deepEqual({ ...(await slow.next()).value }, { reason: "overflow", dropped: 2_049 })
  assert.equal((await slow.next()).value, 2_050)
})

test("an iterator with gaps has one for each connection after the first, others have none", async (t) => {
  const { house, wire } = await over(t, undefined, { accepted: "" })
  const [gaps, plain, all] = [house.messages("told", { gaps: true }), house.messages("told"), house.messages({ gaps: true })]
  wire.receive("k:::null", ...told(1, 1))
  wire.onclose({ code: 1006, reason: "" })
  house.forceReconnect()
  await settled()
  Wire.latest.receive("k:::null", ...told(2, 2))
  const taken = async (iterator) => [await iterator.next(), await iterator.next(), await iterator.next()].map(({ value }) => value)
  const gap = new Gap("reconnected")
  assert.deepEqual(await taken(gaps), [1, gap, 2])
  assert.deepEqual(await taken(all), [{ type: "told", data: 1 }, gap, { type: "told", data: 2 }])
  assert.deepEqual([(await plain.next()).value, (await plain.next()).value], [1, 2])
  house.close()
  assert.equal((await gaps.next()).done, true)
})

test("messages() of all types are those of that iterator alone", async (t) => {
  const { house, wire } = await over(t)
  const own = house.messages()
  wire.receive("m:HouseApi.rung::", ...told(1, 1))
  assert.deepEqual((await own.next()).value, { type: "rung", data: undefined })
  assert.deepEqual((await own.next()).value, { type: "told", data: 1 })
  assert.deepEqual(await house.receive(), { type: "rung", data: undefined })
  wire.receive(...told(1, 1_025))
  await assert.rejects(own.next(), { message: "An iterator of HouseApi ended: it was behind by 1024 messages" })
})

test("receive() and loops share what arrives, and lose nothing between them", async (t) => {
  const { house, wire } = await over(t)
  wire.receive(...told(1, 50))
  const taken = [(await house.receive()).data]
  for (let loop = 0; loop < 4; loop++) {
    for await (const { data } of house) if (taken.push(data) % 7 === 0) break
    await settled()
    taken.push((await house.receive()).data)
  }
  for await (const { data } of house) if (taken.push(data) === 50) break
  assert.deepEqual(taken, Array.from({ length: 50 }, (_, index) => index + 1))
})

test("a loop that is left while it waits takes no message with it", async (t) => {
  const { house, wire } = await over(t)
  const loop = house[Symbol.asyncIterator]()
  const waiting = loop.next()
  const received = house.receive()
  await loop.return()
  wire.receive(...told(1, 2))
  assert.deepEqual(await waiting, { value: undefined, done: true })
  assert.deepEqual(await received, { type: "told", data: 1 })
  assert.deepEqual(await loop.next(), { value: undefined, done: true })
  assert.equal((await house.receive()).data, 2)
})

test("of two loops each message goes to one", async (t) => {
  const { house, wire } = await over(t)
  const [one, other] = [house[Symbol.asyncIterator](), house[Symbol.asyncIterator]()]
  const both = [one.next(), other.next()]
  wire.receive(...told(1, 3))
  assert.deepEqual((await Promise.all(both)).map(({ value }) => value.data), [1, 2])
  assert.equal((await other.next()).value.data, 3)
})

test("what arrived before anybody asked is kept, up to 1024, and what was lost is told once in its place", async (t) => {
  const { house, wire } = await over(t)
  house.on({ told() {} })
  wire.receive(...told(1, 2_000))
  for (let number = 1; number <= 1_000; number++) assert.equal((await house.receive()).data, number)
  wire.receive(...told(2_001, 2_010))
  const loop = house[Symbol.asyncIterator]()
  for (let number = 1_001; number <= 1_024; number++) assert.equal((await loop.next()).value.data, number)
  await assert.rejects(loop.next(), { name: "RangeError", message: "HouseApi lost messages: 1024 before them were not taken" })
  assert.equal((await loop.next()).done, true)
  wire.receive(...told(2_011, 2_011))
  for await (const { data } of house) {
    assert.equal(data, 2_011)
    break
  }
})

test("what is left when a client is closed is still to be had, by whoever asks first", async (t) => {
  const { house, wire } = await over(t)
  wire.receive(...told(1, 2))
  house.close()
  assert.equal((await house.receive()).data, 1)
  const rest = []
  for await (const { data } of house) rest.push(data)
  assert.deepEqual(rest, [2])
  await assert.rejects(house.receive(), { name: "WsError", code: 1000 })
})

test("a message without a payload is told as undefined, whatever arrives in its place", async (t) => {
  const { house, wire } = await over(t)
  const heard = []
  house.on({ rung: (...data) => heard.push(data), dinner: (...data) => data.length })
  wire.receive("m:HouseApi.rung::", "m:HouseApi.rung::null", "m:HouseApi.rung::{}", "m:HouseApi.rung::{",
    "r:HouseApi.dinner:1:{")
  await settled()
  assert.deepEqual(heard, [[undefined], [undefined], [undefined], [undefined]])
  assert.deepEqual(wire.sent.slice(1), ['s:HouseApi.dinner:1:{"success":true,"type":"OK","data":1}'])
  assert.deepEqual(await house.receive(), { type: "rung", data: undefined })
})
