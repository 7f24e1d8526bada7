// What a client cannot do. Each line is an error of the code at its end, and there are no others.
import { boardApi } from "./BoardApi.js"
import { chatApi, type Mood, type PersonId } from "./ChatApi.js"
import { feedApi } from "./FeedApi.js"
import { Gap, RequestTimeoutError, WsError } from "./runtime.js"

const path = { house: "home", floor: 2 }
const query = { moods: [] }
const chat = chatApi(path, { query })

// The path and the query
chatApi() // TS2554
chatApi({}, { query }) // TS2739
chatApi({ house: "home" }, { query }) // TS2741
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
void chat.sendMessage({ text: "Hello!" }) // TS2741
void chat.sendMessage({ text: "Hello!", mood: "MAD" }) // TS2322
void chat.sendMessage({ text: null, mood: "SAD" }) // TS2322
void chat.sendMessage({ text: "Hello!", mood: "SAD", loud: true }) // TS2353
void chat.sendMessage() // TS2554
void chat.names({}) // TS2554
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

// The rest
chat.getSnapshot().state = "open" // TS2540
chat.getSnapshot().error.message // TS2532
chat.subscribe() // TS2554
export const mood: Mood = "MAD" // TS2322
chat.state = "open" // TS2540
chat.close("done") // TS2345
