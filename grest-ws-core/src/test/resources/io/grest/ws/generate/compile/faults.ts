// What a client cannot do. Each line is an error of the code at its end, with older compilers of the second, and there are no others.
import { boardApi } from "./BoardApi.js"
import { chatApi, type Mood, type PersonId } from "./ChatApi.js"
import { feedApi } from "./FeedApi.js"
import { marketApi, type Ticker } from "./MarketApi.js"
import { roomsApi } from "./RoomsApi.js"
import { Gap, RequestTimeoutError, WsError } from "./runtime.js"

const path = { house: "home", floor: 2 }
const query = { moods: [] }
const chat = chatApi(path, { query })

// The path and the query
chatApi() // TS2554
chatApi({}, { query }) // TS2739 or TS2345
chatApi({ house: "home" }, { query }) // TS2741 or TS2345
chatApi({ house: "home", floor: "2" }, { query }) // TS2322
chatApi({ house: "home", floor: 2, room: 3 }, { query }) // TS2353
chatApi({ hose: "home", floor: 2 }, { query }) // TS2561
chatApi(path) // TS2554
chatApi(path, {}) // TS2345
chatApi(path, { query: { moods: ["BORED"] } }) // TS2322
chatApi(path, { query: { moods: [], lang: 5 } }) // TS2322
chatApi(path, { query: { moods: [], language: "en" } }) // TS2353
chatApi(path, { query: () => ({ lang: "en" }) }) // TS2322
chatApi(path, { query: () => ({ moods: ["BORED"], ticket: "t" }) }) // TS2322
chatApi(path, { query: async () => ({ ticket: "t" }) }) // TS2322
chatApi(path, { query, protocols: ["chat"] }) // TS2353
boardApi({}, { protocols: [] }) // TS2353
feedApi({}, { protocols: ["chat"] }) // TS2322
feedApi({}, { protocols: "v1.feed.example" }) // TS2322
feedApi({}, { protocol: ["v1.feed.example"] }) // TS2561
boardApi({ board: "b" }) // TS2322
boardApi({}, { headers: { authorization: "Bearer t" } }) // TS2353
boardApi({}, { heartbeat: false }) // TS2353
boardApi({}, { requestTimeout: 5 }) // TS2353

// Calls
void chat.sendMessage({ text: "Hello!" }) // TS2741 or TS2345
void chat.sendMessage({ text: "Hello!", mood: "MAD" }) // TS2322
void chat.sendMessage({ text: null, mood: "SAD" }) // TS2322
void chat.sendMessage({ text: "Hello!", mood: "SAD", loud: true }) // TS2353
void chat.sendMessage() // TS2554
void chat.names({ author: "a" }) // TS2353
chat.markAsRead("1") // TS2345
chat.markAsRead(["1"]).then() // TS2339
void chat.shout({ text: "Hello!" }) // TS2339
void (await chat.names()).author // TS2339
void (await chat.saveDraft({ text: "a" })).earlier.text // TS2531
void chat.newMessage // TS2551
void (await chat.latest()).text // TS2532
void chat.person("6f1f2c1e-0000-4000-8000-000000000000") // TS2345
void chat.person((await chat.person("" as PersonId))!.ticket) // TS2345
export const joined: string = await chat.joinRoom({ history: 1 }) // TS2322

// Handlers
chat.on({ shouted() {} }) // TS2353
chat.on({ newMessage: (message) => message.loud }) // TS2339
chat.on({ newMessage: (message: string) => void message }) // TS2322
chat.on({ areYouThere: () => "yes" }) // TS2322
chat.on({ areYouThere() {} }) // TS2322
chat.on({ vote: async () => "MAD" as const }) // TS2322
chat.on({ areYouThere: () => undefined }) // TS2322
boardApi().on({ pin: (draft) => void draft.earlier.text }) // TS18047

// Messages
for await (const message of chat) void message.data.text // TS18048
for await (const message of chat) if (message.type === "areYouThere") break // TS2367
for await (const text of chat.messages("newMessage")) void text.toUpperCase() // TS2339
chat.messages("areYouThere") // TS2769
for await (const message of chat.messages("newMessage", { gaps: true })) void message.text // TS2339
for await (const message of chat.messages({ gaps: true })) void message.type // TS2339
chat.messages("newMessage", { gap: true }) // TS2769
new Gap() // TS2673

// Errors
try { chat.ping() } catch (error) { if (chatApi.isError(error) && error.type === "FULL") throw error } // TS2367
try { chat.ping() } catch (error) { if (chatApi.isError(error)) void error.details?.capacity } // TS2339
try { chat.ping() } catch (error) { if (error instanceof WsError) void error.type.length } // TS18048
try { chat.ping() } catch (error) { if (error instanceof RequestTimeoutError && error.type === "BUSY") throw error } // TS2367

try { chat.ping() } catch (error) { if (chatApi.isError(error, "sendMessage") && error.type === "ROOM_FULL") throw error } // TS2367
try { chat.ping() } catch (error) { if (chatApi.isError(error, "joinRoom") && error.type === "FULL") throw error } // TS2367
chatApi.isError(new Error(), "ping") // TS2345
chatApi.isError(new Error(), "sendMesage") // TS2345
boardApi.isError(new Error(), "pin") // TS2345

// Options of calls
const symbol = "ACME" as Ticker
const { signal } = new AbortController()
void chat.names({ sgnal: signal }) // TS2561
void chat.names({ window: 4 }) // TS2353
void chat.names({ timeout: "5 s" }) // TS2322
void chat.names({ signal: new AbortController() }) // TS2740
void chat.names({}, { signal }) // TS2554
void chat.joinRoom({ signal }) // TS2353
void chat.joinRoom({ history: 1 }, signal) // TS2559
chat.markAsRead(["1"], { signal }) // TS2554
chat.ping({ signal }) // TS2554

// Streams
const market = marketApi()
for await (const price of market.watch({ symbol })) void price.amout // TS2551
for await (const price of market.watch({ symbol: "ACME" })) void price // TS2322
for await (const price of market.watch()) void price // TS2554
for await (const symbol of market.symbols({ depth: 4 })) void symbol // TS2353
for (const price of market.watch({ symbol })) void price // TS2488
void (await market.watch({ symbol })).amount // TS2339
void market.symbols({ window: "4" }) // TS2322
void market.upload() // TS2554
void market.upload({ symbol, amount: 1 }) // TS2353
void market.upload([{ symbol, amount: "1" }]) // TS2345
void market.upload((async function* () { yield 1 })()) // TS2345
void market.append([""]) // TS2554
void market.append([""], { symbol }) // TS2741 or TS2345
void market.append({ symbol }, ["a"], { window: 4 }) // TS2353
void (await market.upload([])).total // TS2339
for await (const amount of market.convert(["1"])) void amount // TS2345
for await (const amount of market.convert([1])) void amount.toUpperCase() // TS2339
export const readable: ReadableStream<number> = market.symbols().toReadableStream() // TS2322

market.on({ orders: () => [1] }) // TS2322
market.on({ orders: () => ({ symbol, amount: 1, note: null }) }) // TS2322
market.on({ async *orders() { yield { symbol } } }) // TS2322
market.on({ async count(prices) { for await (const price of prices) return price.total; return 0 } }) // TS2339
market.on({ count: () => "many" }) // TS2322
market.on({ keep: (_watch, _amounts, context) => context.abort() }) // TS2339
market.on({ areYouThere: (_input: string, _context: object) => true }) // TS2322
market.on({ closing: (context: object) => void context }) // TS2322

try { market.bell() } catch (error) { if (marketApi.isError(error, "watch") && error.type === "FULL") throw error } // TS2367
try { market.bell() } catch (error) { if (marketApi.isError(error, "isOpen") && error.type === "STREAMS_REQUIRED") throw error } // TS2367
try { market.bell() } catch (error) { if (chatApi.isError(error) && error.type === "STREAMS_REQUIRED") throw error } // TS2367

// The rest
chat.getSnapshot().state = "open" // TS2540
chat.getSnapshot().error.message // TS2532
chat.subscribe() // TS2554
export const mood: Mood = "MAD" // TS2322
chat.state = "open" // TS2540
chat.close("done") // TS2345

// Going on with another socket
const rooms = roomsApi()
roomsApi({}, { resume: "yes" }) // TS2322
roomsApi({}, { setup: (client) => client.joins("lobby") }) // TS2551
roomsApi({}, { since: ["room:1"] }) // TS2322
marketApi({}, { resume: true }) // TS2353
market.onopen = (opened: object) => void opened // TS2322
void market.onlost // TS2339
rooms.onopen = ({ session }) => session === "old" // TS2367
rooms.onlost = ({ topic }) => topic.length // TS18048
rooms.positions = {} // TS2540
rooms.positions() // TS2349
