import assert from "node:assert/strict"
import { test } from "node:test"
import { chatApi } from "./contracts.js"
import { calls, open } from "./support.js"
import { houseApi, OFFER, over, settled, Wire } from "./wire.js"

const granted = (maxFrameSize) => `k:::${JSON.stringify({ extensions: ["tracing", "limits"], maxFrameSize })}`
const tooLarge = (name, limit) => ({ name: "ContractError", type: "PAYLOAD_TOO_LARGE", code: 413,
  message: `HouseApi.${name} was not sent: its frame has more than the ${limit} bytes that the server takes` })

/** An input with which a frame of this beginning has so many bytes. */
const filling = (bytes, beginning, unit = "a") => {
  const rest = bytes - beginning.length - 2
  const size = Buffer.byteLength(unit)
  return unit.repeat(Math.floor(rest / size)) + "a".repeat(rest % size)
}

test("header names go out in lower case, and values as they are", async (t) => {
  const headers = { Authorization: "Bearer Secret", "X-TENANT": "ACME Inc.", "accept-language": "cs-CZ", Absent: undefined }
  const { wire } = await over(t, houseApi, { headers })
  assert.deepEqual(wire.sent,
    [`h:::{"authorization":"Bearer Secret","x-tenant":"ACME Inc.","accept-language":"cs-CZ",${OFFER}}`])
})

test("a client tells how long a frame it takes", async (t) => {
  const { wire } = await over(t, houseApi, { maxFrameSize: 5_000_000 })
  assert.deepEqual(wire.sent, ['h:::{"grest-ws-extensions":"limits,streams","grest-ws-max-frame-size":"5000000"}'])
})

for (const maxFrameSize of [0, -1, 1023, 1024.5, Infinity, NaN, "1MB", "1000", 2 ** 31]) {
  test(`a size of ${typeof maxFrameSize} ${maxFrameSize} is refused at once`, () => {
    assert.throws(() => houseApi({}, { url: "ws://localhost", maxFrameSize }), { name: "RangeError", message: /maxFrameSize/ })
  })
}

for (const unit of ["a", "ä", "€", "\u{1F600}"]) {
  test(`a call over the server's limit fails alone, before it is sent, counted in bytes of UTF-8: ${unit}`, async (t) => {
    const { house, wire } = await over(t, houseApi, { accepted: granted(1_024) })
    const fits = filling(1_024, "r:HouseApi.ask:1:", unit)
    const answer = house.ask(fits)
    await settled()
    assert.equal(Buffer.byteLength(wire.sent[1]), 1_024)
    await assert.rejects(house.ask(`${filling(1_024, "r:HouseApi.ask:2:", unit)}a`), tooLarge("ask", 1_024))
    house.tell(filling(1_024, "m:HouseApi.tell::", unit))
    assert.throws(() => house.tell(`${filling(1_024, "m:HouseApi.tell::", unit)}a`), tooLarge("tell", 1_024))
    const next = house.ask(1)
    wire.receive('s:HouseApi.ask:1:{"success":true,"type":"OK","data":1}', 's:HouseApi.ask:2:{"success":true,"type":"OK","data":2}')
    assert.deepEqual(await Promise.all([answer, next]), [1, 2])
    assert.equal(wire.sent.length, 4)
    assert.equal(house.state, "open")
  })
}

test("calls that waited for the connection are held to the limit, too", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  let answers
  const { house, wire } = await over(t, houseApi, { accepted: granted(1_024), send(house) {
    house.tell("a".repeat(1_024))
    answers = [house.ask("a".repeat(1_024)), house.ask("a")]
    for (const answer of answers) answer.catch(() => {})
  } })
  await assert.rejects(answers[0], tooLarge("ask", 1_024))
  assert.deepEqual(wire.sent.slice(1), ['r:HouseApi.ask:1:"a"'])
  assert.equal(log.mock.calls[0].arguments[1].type, "PAYLOAD_TOO_LARGE")
  assert.equal(house.state, "open")
})

test("an answer over the server's limit fails that call of the server alone", async (t) => {
  const log = t.mock.method(console, "error", () => {})
  const { house, wire } = await over(t, houseApi, { accepted: granted(1_100) })
  house.on({ asked: (length) => "ä".repeat(length) })
  wire.receive("r:HouseApi.asked:1:600", "r:HouseApi.asked:2:1")
  await settled()
  assert.match(wire.sent[1], /^s:HouseApi.asked:1:\{"success":false,"type":"PAYLOAD_TOO_LARGE","statusCode":413,/)
  assert.ok(wire.sent[1].length < 1_100)
  assert.equal(wire.sent[2], 's:HouseApi.asked:2:{"success":true,"type":"OK","data":"ä"}')
  assert.match(log.mock.calls[0].arguments.join(" "), /HouseApi.asked was not sent: its frame has more than the 1100 bytes/)
})

test("a server that grants limits without a size takes 65,536 bytes", async (t) => {
  for (const size of [undefined, 0, 1_023, 1_024.5, "2000"]) {
    const { house, wire } = await over(t, houseApi, { accepted: granted(size) })
    house.tell(filling(65_536, "m:HouseApi.tell::"))
    assert.throws(() => house.tell(filling(65_537, "m:HouseApi.tell::")), tooLarge("tell", 65_536))
    assert.equal(wire.sent.length, 2)
  }
})

for (const accepted of ["k:::null", "k:::", "k:::{", "k:::{}", 'k:::{"maxFrameSize":10}', 'k:::{"extensions":[],"maxFrameSize":10}',
  'k:::{"extensions":["tracing"],"maxFrameSize":10}', 'k:::{"extensions":"limits","maxFrameSize":10}', "k:::7"]) {
  test(`without the grant nothing is assumed: ${accepted}`, async (t) => {
    const { house, wire } = await over(t, houseApi, { accepted })
    house.tell("a".repeat(2_000_000))
    assert.equal(wire.sent[1].length, 2_000_000 + 'm:HouseApi.tell::""'.length)
    assert.equal(house.state, "open")
  })
}

test("the limit is that of the connection, not of the one before", async (t) => {
  const { house, wire } = await over(t, houseApi, { accepted: granted(1_024) })
  house.forceReconnect()
  await settled()
  wire.constructor.latest.receive("k:::null")
  house.tell("a".repeat(2_000))
})

test("a server may grant, or may not: the handshake succeeds", async (t) => {
  const chat = open(t, chatApi)
  const frames = calls(chat, "onframe")
  assert.deepEqual(await chat.joinRoom({ roomId: "a" }), { joined: true })
  assert.equal(frames.seen[0][1].replace(/[0-9a-f]{16}"/, '0123456789abcdef"'),
    'h:::{"grest-ws-extensions":"contract,limits,streams","grest-ws-max-frame-size":"1048576",'
    + '"grest-ws-contract":"ChatApi=0123456789abcdef"}')
})

for (const [unit, size] of [["a", 1], ["ä", 2]]) {
  test(`a handshake over 32 KB is not sent, and is not tried again: ${unit}`, async (t) => {
    const room = 32_768 - `h:::{"a":"",${OFFER}}`.length
    const a = unit.repeat(Math.floor(room / size)) + "a".repeat(room % size)
    const { wire } = await over(t, houseApi, { headers: { a } })
    assert.equal(Buffer.byteLength(wire.sent[0]), 32_768)
    const house = open(t, houseApi, {}, { WebSocket: Wire, headers: { a: `${a}a` } })
    await assert.rejects(house.opened(), { name: "WsError", code: 4001, type: "PAYLOAD_TOO_LARGE",
      message: "The handshake of HouseApi has more than 32768 bytes: send fewer or shorter headers" })
    assert.equal(house.state, "closed")
    assert.deepEqual([Wire.latest.sent, Wire.latest.closed], [[], [4001, "Handshake failed"]])
  })
}
