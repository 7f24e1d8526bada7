import { setRooms, setSource } from "./activity.js"
import * as away from "./away.js"
import { Conversation } from "./conversation.js"
import { byId, list } from "./dom.js"
import * as exporting from "./export.js"
import { forgetRequests, showFrame, showFrames } from "./frames.js"
import { drawHouse } from "./house.js"
import { inTime } from "./http.js"
import { count, leave, origin } from "./nodes.js"
import { session } from "./session.js"
import { forgetState, showBanner, showCut, showRetry, showState } from "./state.js"

const HOUSE_INTERVAL = 10_000
const HOUSE_RETRY = 2_000
const TYPING_INTERVAL = 2_000
const HISTORY = 50

const text = byId("text")

// Load the client in parallel, so that the login form works while the server is slow.
let chatApi
const loading = import("./grest-ws/ChatApi.js").then((module) => chatApi = module.chatApi)
loading.catch(() => {})

let rooms = []
let isDrawn = false
let room = null
let chat = null
let tried = null
let conversation = null
let typed = -Infinity
let latest = null
let joined = false
let joining = null
// Since the room was joined, while it is not known whether messages are missing.
let fresh = []
// Messages that are not sent yet: the session that they waited for has ended.
let unsent = []
let houseTimer

// Views: login (door), list of rooms (hall), room. The fragment of the URL selects the room.

function show() {
  leaveRoom()
  room = rooms.find(({ id }) => `#${encodeURIComponent(id)}` === location.hash) ?? null
  const view = !session.name ? "door" : room ? "room" : "hall"
  document.body.dataset.view = view
  for (const id of ["door", "hall", "room"]) byId(id).hidden = id !== view
  byId("skip").hidden = view !== "room"
  byId("whoami").hidden = view === "door"
  byId("me").textContent = session.name ?? ""
  // The server decides: this is only for the eye.
  byId("clear").hidden = !session.moderator
  showFrames(view === "room" && matchMedia("(min-width: 1280px)").matches)
  document.title = view === "room" ? `${room.name} · Open house` : "Open house · grest-ws"
  if (view === "room") enterRoom()
  refreshHouse()
  refreshHouseSoon()
}

function leaveRoom() {
  chat?.close()
  chat = conversation = room = null
  fresh = []
  unsent = []
  away.forget()
  setSource(null)
  exporting.setRoom(null, null)
  forgetState()
}

async function refreshHouse() {
  try {
    rooms = await drawHouse(room?.id)
    if (isDrawn) return
    isDrawn = true
    setRooms(rooms)
    byId("hall-notice").hidden = true
    // The room of the URL is known only after the rooms are loaded.
    if (location.hash) show()
  } catch (error) {
    // After the first load, the connection state reports an unreachable server. Keep the rooms as they are.
    if (isDrawn) return
    notice(`The rooms cannot be listed: ${why(error)}. The page tries again by itself.`)
    clearTimeout(houseTimer)
    houseTimer = setTimeout(refreshHouse, HOUSE_RETRY)
  }
}

function notice(words) {
  byId("hall-notice").textContent = words
  byId("hall-notice").hidden = false
}

// Debounce: several users may join or leave at once, and only the last state is needed.
function refreshHouseSoon() {
  clearTimeout(houseTimer)
  houseTimer = setTimeout(refreshHouse, 250)
}

// Room

function enterRoom() {
  byId("hall-notice").hidden = true
  byId("room-name").textContent = room.name
  byId("room-topic").textContent = room.topic
  text.value = ""
  setError(text, "")
  conversation = new Conversation(session.name)
  byId("earlier").hidden = true
  latest = null
  openChat()
  // On a touch screen the keyboard would hide the messages.
  if (matchMedia("(pointer: coarse)").matches) byId("room-name").focus()
  else text.focus()
}

async function openChat() {
  chat?.close()
  const here = conversation
  onState("connecting")
  try {
    await inTime(loading)
  } catch (error) {
    if (here === conversation) {
      showBanner(`The client of the contract cannot be loaded: ${why(error)}.`, "bad", "Load the page again", () => location.reload())
    }
    return
  }
  // The user may have left the room meanwhile, or pressed a button twice.
  if (here !== conversation || isConnecting()) return
  const client = chat = chatApi({ room: room.id }, {
    // Evaluated at each attempt, the next one after a loss at another node, if there is one.
    async url() {
      await away.mended()
      return tried = origin()
    },
    query: { lang: navigator.language },
    setup: join
  })
  client.on(handlers(conversation))
  client.onframe = showFrame
  client.onstate = onState
  client.onopen = onOpen
  client.onclose = onClose
  client.onlost = onLost
}

function handlers(conversation) {
  return {
    newMessage(message) {
      if (conversation.add(message)) away.catchUp()
      if (!joined) fresh.push(message)
      latest = message
      if (joined) markAsRead()
    },
    typing: ({ name }) => conversation.setTyping(name),
    roomCleared({ name }) {
      latest = null
      fresh = []
      conversation.clear()
      byId("earlier").hidden = true
      conversation.addEvent(`${name} has cleared the room.`)
    },
    read: ({ name, messageId }) => conversation.setRead(name, messageId),
    presence({ seats }) {
      conversation.setPresence(seats)
      refreshHouseSoon()
    },
    areYouThere() {
      const there = document.visibilityState === "visible"
      conversation.addEvent(`Somebody asks who is there. This page says: ${there ? "here" : "nobody is looking"}.`)
      return there
    }
  }
}

function onState(state) {
  if (state !== "open" && joined) away.begin()
  setOnline(false)
  showState(state)
  if (state !== "open") conversation?.forgetPresence()
  if (away.isCut() && state !== "closed") showCut(connectAgain, count() > 1 ? connectElsewhere : null)
}

// Called once it is known whether messages are missing.
async function onOpen({ session, resumed }) {
  const here = conversation
  const isMissing = away.isAway() && resumed === "none"
  if (isMissing) await reload()
  if (here !== conversation || !isOpen()) return
  if (away.isAway()) here.addEvent(away.end(isMissing))
  setOnline(true)
  fresh = []
  byId("earlier").hidden = here.ids.length < HISTORY
  // Of the history, marking the latest message as read is enough.
  markAsRead()
  // Streams and requests go on with their session, and those who are here are not sent again.
  if (session === "same") chat.ping()
  else setSource(chat)
  exporting.setRoom(chat, room)
  for (const pending of unsent.splice(0)) deliver(pending)
}

function onClose({ code, reason, error, retry }) {
  if (!retry) return rejected(error)
  if (away.isCut()) return
  leave(tried)
  showRetry(retry, reason || `code ${code}`, () => chat.forceReconnect())
}

// What is missing of a session before is loaded when it is open.
function onLost({ topic }) {
  if (joined && topic?.startsWith("room:")) reload()
}

async function reload() {
  const here = conversation
  try {
    const messages = await chat.history({ limit: HISTORY })
    if (here === conversation) here.reload([...messages, ...fresh])
  } catch (error) {
    here.addEvent(`The messages were not loaded: ${why(error)}.`)
  }
}

// What a tunnel does to a phone, to see what becomes of the messages.

function cutConnection() {
  away.cut()
  chat.forceReconnect()
}

function connectAgain() {
  away.mend()
  chat.forceReconnect()
}

function connectElsewhere() {
  leave(tried)
  connectAgain()
}

function isConnecting() {
  return chat !== null && chat.state !== "closed"
}

function isOpen() {
  return chat?.state === "open"
}

function setOnline(online) {
  joined = online
  byId("roll").disabled = byId("clear").disabled = byId("earlier").disabled = !online
  byId("cut").disabled = byId("export-start").disabled = !online
  exporting.setOnline(online)
  byId("composer").querySelector("button").disabled = !online && !away.isAway()
}

// Called for each session: the first one, and after a loss one that is new.
async function join() {
  const client = chat
  const attempt = joining = {}
  forgetRequests()
  fresh = []
  byId("messages").setAttribute("aria-busy", "true")
  try {
    // After a loss the server sends what was missed since, or it is loaded.
    await client.joinRoom({ history: away.isAway() ? 0 : HISTORY })
    setError(text, "")
  } catch (error) {
    // If the session is lost, the client has another one, and joins again.
    if (client === chat && client.state === "open" && attempt === joining) turnedAway(error)
  } finally {
    if (attempt === joining) byId("messages").setAttribute("aria-busy", "false")
  }
}

function turnedAway(error) {
  const { name } = room
  const words = chatApi.isError(error) && error.type === "ROOM_FULL"
    ? `${name} holds ${error.details.capacity} people and is full. Try again when somebody has left.`
    : `${name} did not let you in: ${why(error)}.`
  history.replaceState(null, "", "#")
  show()
  notice(words)
  byId("hall-title").focus()
}

function rejected(error) {
  if (error.type === "NOT_AUTHORIZED") loggedOut()
  else showBanner(`The server rejected the connection: ${why(error)}.`, "bad", "Try again", openChat)
}

// Logged out in another tab, or the server was started anew with another secret. The URL keeps the room.
function loggedOut() {
  session.forget()
  show()
  byId("door-notice").textContent = "You are logged out. Log in again to go on."
  byId("door-notice").hidden = false
  byId("name").focus()
}

// Messages

function send(words) {
  const said = words.trim()
  setError(text, "")
  // Do not show an empty message as sent, but let the server validate it.
  return deliver(said ? conversation.addPending(said) : { text: said }, words)
}

async function deliver(pending, words = pending.text) {
  const here = conversation
  const start = performance.now()
  if (pending.item) here.wait(pending, isOpen())
  try {
    const { messageId } = await chat.sendMessage({ text: pending.text, channelId: room.id })
    here.confirm(pending, messageId, performance.now() - start)
  } catch (error) {
    if (error.type === "VALIDATION_ERROR") {
      if (pending.item) here.remove(pending)
      text.value ||= words
      setError(text, issuesOf(error.details, "text"))
      text.focus()
    } else if (pending.item) {
      notDelivered(here, pending, error)
    }
  }
}

function notDelivered(here, pending, error) {
  const { mayHaveRun } = error
  if (mayHaveRun === false && here === conversation && away.isAway() && isConnecting()) {
    here.wait(pending, false)
    unsent.push(pending)
  } else {
    const fate = mayHaveRun === false ? "Not sent" : mayHaveRun ? "Perhaps not sent" : "Failed"
    here.fail(pending, `${fate}: ${why(error)}.`, send)
  }
}

async function callRoll() {
  const here = conversation
  byId("roll").disabled = true
  here.addEvent("You ask whether anyone is there.")
  try {
    const { answered, asked } = await chat.callRoll()
    here.addEvent(!asked ? "There is nobody else in this room." : !answered.length ? "Nobody answers."
      : `${list(answered)} ${answered.length > 1 ? "are" : "is"} there${answered.length < asked
        ? `; ${asked - answered.length} did not answer` : ""}.`)
  } catch (error) {
    here.addEvent(`The question was lost: ${why(error)}.`)
  } finally {
    byId("roll").disabled = !isOpen()
  }
}

async function clearRoom() {
  const here = conversation
  try {
    await chat.clearRoom()
  } catch (error) {
    here.addEvent(`The room was not cleared: ${why(error)}.`)
  }
}

async function showEarlier() {
  const here = conversation
  byId("earlier").disabled = true
  try {
    const earlier = await chat.history({ before: here.ids[0], limit: HISTORY })
    if (here !== conversation) return
    here.addEarlier(earlier)
    byId("earlier").hidden = earlier.length < HISTORY
  } catch (error) {
    here.addEvent(`The earlier messages were not sent: ${why(error)}.`)
  } finally {
    byId("earlier").disabled = !isOpen()
  }
}

function markAsRead() {
  if (latest && document.visibilityState === "visible" && latest.author !== session.name && isOpen()) {
    chat.markAsRead({ messageId: latest.id })
    latest = null
  }
}

function sayTyping() {
  setError(text, "")
  if (isOpen() && text.value.trim() && performance.now() - typed > TYPING_INTERVAL) {
    typed = performance.now()
    chat.typing()
  }
}

function why({ message }) {
  return message.replace(/[.!]$/, "")
}

function issuesOf(issues, path) {
  return (issues ?? []).filter((issue) => issue.path === path).map(({ message }) => message).join("; ")
}

function setError(field, message) {
  byId(`${field.id}-error`).textContent = message && message[0].toUpperCase() + message.slice(1)
  field.setAttribute("aria-invalid", String(Boolean(message)))
}

// Page events

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault()
  const name = byId("name")
  const password = byId("password")
  try {
    await session.login(name.value.trim(), password.value)
    setError(name, "")
    name.value = password.value = ""
    byId("door-notice").hidden = true
    show()
    if (!room) byId("hall-title").focus()
  } catch (error) {
    setError(name, error.message)
    name.focus()
  }
})

byId("leave").addEventListener("click", async () => {
  history.replaceState(null, "", "#")
  show()
  try {
    await session.logout()
    show()
    byId("name").focus()
  } catch (error) {
    notice(`You are still logged in: ${why(error)}.`)
  }
})

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault()
  // What is said while away is sent afterwards.
  if (!isOpen() && !away.isAway()) return setError(text, "not connected; your words stay here until you are")
  const words = text.value
  text.value = ""
  typed = -Infinity
  send(words)
})

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault()
    byId("composer").requestSubmit()
  }
})

text.addEventListener("input", sayTyping)
byId("roll").addEventListener("click", callRoll)
byId("clear").addEventListener("click", clearRoom)
byId("cut").addEventListener("click", cutConnection)
byId("earlier").addEventListener("click", showEarlier)
addEventListener("hashchange", show)
// The fragment of the URL is the room, so the skip link must not change it.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault()
  text.focus()
})

document.addEventListener("visibilitychange", () => {
  markAsRead()
  if (document.visibilityState === "visible" && isOpen()) chat.ping()
})

// The form is there at once, even if the server is slow to say who the user is.
async function whoIsIt() {
  try {
    await session.load()
    if (session.name) show()
  } catch {
    // The log-in asks again.
  }
}

show()
byId("name").focus()
whoIsIt()
setInterval(() => document.visibilityState === "visible" && (!chat || isOpen()) && refreshHouse(), HOUSE_INTERVAL)
