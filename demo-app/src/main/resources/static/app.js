import { Conversation } from "./conversation.js"
import { byId, list } from "./dom.js"
import { forgetRequests, showFrame, showFrames } from "./frames.js"
import { GrestClient } from "./grest-client.js"
import { drawHouse } from "./house.js"
import { session } from "./session.js"
import { hideBanner, showBanner, showState } from "./state.js"

const HOUSE_INTERVAL = 10_000
const TYPING_INTERVAL = 2_000
const HISTORY = 50

const text = byId("text")

let rooms = []
let room = null
let chat = null
let conversation = null
let typed = -Infinity
let latest = null
let wasOpen = false
let joined = false
let houseTimer

// Views: the door, the hall, a room. The address decides.

function show() {
  leaveRoom()
  room = rooms.find(({ id }) => `#${encodeURIComponent(id)}` === location.hash) ?? null
  const view = !session.token ? "door" : room ? "room" : "hall"
  document.body.dataset.view = view
  for (const id of ["door", "hall", "room"]) byId(id).hidden = id !== view
  byId("skip").hidden = view !== "room"
  byId("whoami").hidden = view === "door"
  byId("me").textContent = session.name ?? ""
  showFrames(view === "room" && matchMedia("(min-width: 1280px)").matches)
  document.title = view === "room" ? `${room.name} · Open house` : "Open house · grest-ws"
  if (view === "room") enterRoom()
  refreshHouse()
  refreshHouseSoon()
}

function leaveRoom() {
  chat?.close()
  chat = conversation = room = null
  hideBanner()
}

async function refreshHouse() {
  try {
    rooms = await drawHouse(room?.id)
  } catch {
    // The connection's state says that the server is away; the house stays as it was.
  }
}

// Many may come and go at once, and the last look is what counts.
function refreshHouseSoon() {
  clearTimeout(houseTimer)
  houseTimer = setTimeout(refreshHouse, 250)
}

// A room

function enterRoom() {
  byId("hall-notice").hidden = true
  byId("room-name").textContent = room.name
  byId("room-topic").textContent = room.topic
  text.value = ""
  setError(text, "")
  conversation = new Conversation(session.name)
  latest = null
  wasOpen = false
  const lang = encodeURIComponent(navigator.language)
  const client = chat = new GrestClient({
    url: `/ws/chat/${encodeURIComponent(room.id)}?lang=${lang}`,
    contract: "ChatApi",
    headers: () => ({ authorization: `Bearer ${session.token}` }),
    handlers: handlers(conversation),
    onState: (state) => client === chat && onState(state),
    onFrame: showFrame
  })
  chat.connect()
  // On a touch screen the keyboard would hide what was said.
  if (matchMedia("(pointer: coarse)").matches) byId("room-name").focus()
  else text.focus()
}

function handlers(conversation) {
  return {
    newMessage(message) {
      conversation.add(message)
      latest = message
      if (joined) markAsRead()
    },
    typing: ({ name }) => conversation.setTyping(name),
    read: ({ name, messageId }) => conversation.setRead(name, messageId),
    presence({ names }) {
      conversation.setPresence(names)
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
  showState(state, () => chat.connect())
  setOnline(false)
  wasOpen ||= state.state === "OPEN"
  if (state.state === "OPEN") join()
  else forgetRequests()
  if (state.state === "WAITING") conversation.forgetPresence()
  if (state.state === "REJECTED") rejected(state.error)
}

function setOnline(online) {
  joined = online
  byId("roll").disabled = !online
  byId("composer").querySelector("button").disabled = !online
}

// Runs at every connection, the first and those after a loss.
async function join() {
  const client = chat
  byId("messages").setAttribute("aria-busy", "true")
  try {
    await client.request("joinRoom", { history: HISTORY })
    setOnline(true)
    setError(text, "")
    // Of what was said before, the last message stands for all.
    markAsRead()
  } catch (error) {
    // A connection that broke is tried again, which joins again.
    if (client === chat && client.isOpen) turnedAway(error)
  } finally {
    byId("messages").setAttribute("aria-busy", "false")
  }
}

function turnedAway(error) {
  const { name } = room
  const notice = error.type === "ROOM_FULL"
    ? `${name} holds ${error.data.capacity} people and is full. Try again when somebody has left.`
    : `${name} did not let you in: ${error.displayMessage ?? error.type}.`
  history.replaceState(null, "", "#")
  show()
  byId("hall-notice").textContent = notice
  byId("hall-notice").hidden = false
  byId("hall-title").focus()
}

function rejected(error) {
  if (error.type !== "NOT_AUTHORIZED") {
    showBanner(`${error.type}: the server rejected the connection. ${error.displayMessage ?? ""}`, "bad", "Try again",
      () => chat.connect())
  } else if (wasOpen) {
    logInAgain()
  } else {
    showBanner("NOT_AUTHORIZED: the server does not know this log-in. It forgets them all when it stops.", "bad",
      `Log in again as ${session.name}`, logInAgain)
  }
}

// Once for each connection that was open: a server that started anew has forgotten who is here.
async function logInAgain() {
  wasOpen = false
  const client = chat
  const here = conversation
  try {
    await session.login(session.name)
    if (client !== chat) return
    here.addEvent(`The server had forgotten you; logged in again as ${session.name}.`)
    client.connect()
  } catch (error) {
    if (client === chat) showBanner(`The log-in failed: ${error.message}.`, "bad", "Try again", logInAgain)
  }
}

// Speaking

async function send(words) {
  const said = words.trim()
  const client = chat
  const here = conversation
  setError(text, "")
  // Nothing is shown as sent that is nothing; whether it may be sent is for the server to say.
  const pending = said ? here.addPending(said) : null
  const start = performance.now()
  try {
    const { messageId } = await client.request("sendMessage", { text: said, channelId: room.id })
    here.confirm(pending, messageId, performance.now() - start)
  } catch (error) {
    if (error.type === "VALIDATION_ERROR") {
      if (pending) here.remove(pending)
      text.value ||= words
      setError(text, issuesOf(error.data, "text"))
      text.focus()
    } else if (pending) {
      here.fail(pending, `Failed: ${(error.displayMessage ?? error.type).replace(/[.!]$/, "")}.`, send)
    }
  }
}

async function callRoll() {
  const here = conversation
  byId("roll").disabled = true
  here.addEvent("You ask whether anyone is there.")
  try {
    const { answered, asked } = await chat.request("callRoll")
    here.addEvent(!asked ? "There is nobody else in this room." : !answered.length ? "Nobody answers."
      : `${list(answered)} ${answered.length > 1 ? "are" : "is"} there${answered.length < asked
        ? `; ${asked - answered.length} did not answer` : ""}.`)
  } catch (error) {
    here.addEvent(`The question was lost: ${error.displayMessage ?? error.type}.`)
  } finally {
    byId("roll").disabled = !chat?.isOpen
  }
}

function markAsRead() {
  if (latest && document.visibilityState === "visible" && latest.author !== session.name && chat?.isOpen) {
    chat.send("markAsRead", { messageId: latest.id })
    latest = null
  }
}

function sayTyping() {
  setError(text, "")
  if (chat?.isOpen && text.value.trim() && performance.now() - typed > TYPING_INTERVAL) {
    typed = performance.now()
    chat.send("typing")
  }
}

function issuesOf(issues, path) {
  return (issues ?? []).filter((issue) => issue.path === path).map(({ message }) => message).join("; ")
}

function setError(field, message) {
  byId(`${field.id}-error`).textContent = message && message[0].toUpperCase() + message.slice(1)
  field.setAttribute("aria-invalid", String(Boolean(message)))
}

// Events of the page

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault()
  const name = byId("name")
  try {
    await session.login(name.value)
    setError(name, "")
    show()
    if (!room) byId("hall-title").focus()
  } catch (error) {
    setError(name, issuesOf(error.issues, "name") || error.message)
    name.focus()
  }
})

byId("leave").addEventListener("click", () => {
  session.logout()
  history.replaceState(null, "", "#")
  show()
  byId("name").focus()
})

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault()
  if (!chat?.isOpen) return setError(text, "not connected; your words stay here until you are")
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
addEventListener("hashchange", show)
// The address names the room, so the skip link must not change it.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault()
  text.focus()
})
addEventListener("online", () => chat && !chat.isOpen && chat.connect())

document.addEventListener("visibilitychange", () => {
  markAsRead()
  if (document.visibilityState === "visible" && chat?.isOpen) chat.send("ping")
})

await refreshHouse()
show()
if (!session.token) byId("name").focus()
setInterval(() => document.visibilityState === "visible" && (!chat || chat.isOpen) && refreshHouse(), HOUSE_INTERVAL)
