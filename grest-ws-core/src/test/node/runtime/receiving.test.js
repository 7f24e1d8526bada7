import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi } from "./contracts.js"
import { open } from "./support.js"

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
  for (let taken = 0; taken < 1_024; taken++) assert.equal((await slow.next()).value.text, `${taken}`)
  await assert.rejects(slow.next(), { name: "RangeError", message: /ChatApi.newMessage ended: it was behind by 1024/ })
  assert.equal((await slow.next()).done, true)
  await say(chat, "after all")
  assert.equal((await quick.next()).value.text, "after all")
})
